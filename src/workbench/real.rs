//! A number in an answer: `null` where it is not defined, "Inf" or "-Inf" where it is infinite.

use serde::{Serialize, Serializer};

use crate::estimate::{ChiSquareTest, Interval};

/// A number that may be infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Real(pub f64);

impl Serialize for Real {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 == f64::INFINITY {
            serializer.serialize_str("Inf")
        } else if self.0 == f64::NEG_INFINITY {
            serializer.serialize_str("-Inf")
        } else if self.0.is_nan() {
            serializer.serialize_none()
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

/// A chi-square test as it is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Test {
    /// The statistic.
    pub stat: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// P-value.
    pub p: Option<f64>,
}

impl From<ChiSquareTest> for Test {
    fn from(test: ChiSquareTest) -> Self {
        Test { stat: test.statistic, df: test.df, p: test.p }
    }
}

/// Two limits as a pair.
pub fn pair(interval: Interval) -> [Real; 2] {
    [Real(interval.lower), Real(interval.upper)]
}

/// A number that may be infinite, for a tree of values.
pub fn real(x: impl Into<Option<f64>>) -> serde_json::Value {
    serde_json::to_value(x.into().map(Real)).unwrap_or(serde_json::Value::Null)
}
