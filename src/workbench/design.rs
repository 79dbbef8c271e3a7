//! Covariates as the columns of a design, with what each is called.

use serde::Serialize;

use super::follow_up::column_of;
use super::refusal::Refusal;
use super::rows::{Choice, Rows};
use super::scalar::{Scalar, number};
use super::source::Source;
use super::spec::CovariateSpec;
use crate::estimate::{Labels, QuantileType, Summary, cox};

/// A covariate whose kind and levels are settled.
pub struct Covariate {
    column: String,
    form: Form,
}

enum Form {
    /// A number, transformed.
    Number(Option<Transform>),
    /// A factor: its levels, and which of them is the reference.
    Factor(Vec<Scalar>, usize),
}

#[derive(Clone, Copy, PartialEq)]
enum Transform {
    Log,
    Sqrt,
}

type Function = fn(f64) -> f64;

/// What a column of a design is called.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Term {
    /// Its column in the file.
    pub column: String,
    /// The level of a factor that is 1.
    pub level: Option<Scalar>,
    /// `log` or `sqrt`.
    pub transform: Option<&'static str>,
    /// Place among the levels other than the reference, from 1, and how many there are.
    #[serde(skip)]
    pub place: (usize, usize),
}

impl Term {
    /// The intercept of a model that has one.
    pub fn intercept() -> Term {
        Term { column: "(Intercept)".into(), level: None, transform: None, place: (0, 0) }
    }

    /// `column`, `column=level`.
    pub fn name(&self) -> String {
        match &self.level {
            Some(level) => format!("{}={}", self.column, level.text()),
            None => self.column.clone(),
        }
    }

    /// For a person: `sex = M`, `log(age)`.
    pub fn label(&self) -> String {
        let name = match (&self.level, self.transform) {
            (Some(level), _) => format!("{} = {}", self.column, level.text()),
            (None, Some(transform)) => format!("{transform}({})", self.column),
            (None, None) => self.column.clone(),
        };
        super::grid::plain(&name)
    }

    /// The same without a value of the data.
    pub fn place_name(&self) -> String {
        match self.place {
            (_, 0 | 1) => format!("`{}`", self.column),
            (place, of) => format!("`{}` (level {place} of {of} beside the reference)", self.column),
        }
    }
}

impl Covariate {
    /// Settles covariates: kind and levels that are not given are told from the cells of the file.
    ///
    /// # Errors
    /// An unknown column, kind, transform or reference.
    pub fn settle(source: &Source, specs: &[CovariateSpec]) -> Result<Vec<Covariate>, Refusal> {
        specs.iter().map(|spec| Covariate::new(source, spec)).collect()
    }

    fn new(source: &Source, spec: &CovariateSpec) -> Result<Covariate, Refusal> {
        let (column, numbers) = source.numbers(&spec.column)?;
        let transform = match spec.transform.as_deref() {
            None | Some("" | "none" | "identity") => None,
            Some("log" | "ln") => Some(Transform::Log),
            Some("sqrt") => Some(Transform::Sqrt),
            Some(_) => return Err(Refusal::spec(format!("`transform` of `{}` is neither log nor sqrt", spec.column))),
        };
        let factor = match spec.kind.as_deref() {
            Some("factor") => true,
            Some("numeric") => false,
            None => spec.levels.is_some() || spec.reference.is_some() || !numbers.strange().is_empty(),
            Some(_) => return Err(Refusal::spec(format!("`kind` of `{}` is neither numeric nor factor", spec.column))),
        };
        let form = if factor {
            let levels = spec.levels.clone().unwrap_or_else(|| levels_of(column.dictionary().iter()));
            let reference = match &spec.reference {
                None => Some(0),
                Some(wanted) => levels.iter().position(|level| level.is(&wanted.text())),
            };
            let missing = || Refusal::spec(format!("`reference` of `{}` is none of its levels", spec.column));
            Form::Factor(levels, reference.ok_or_else(missing)?)
        } else {
            Form::Number(transform)
        };
        Ok(Covariate { column: spec.column.clone(), form })
    }

    /// Leaves out rows where it is missing.
    ///
    /// # Errors
    /// An unknown column.
    pub fn choose(&self, choice: &mut Choice<'_>) -> Result<(), Refusal> {
        match &self.form {
            Form::Number(_) => choice.number(&self.column),
            Form::Factor(levels, _) => choice.levels(&self.column, levels),
        }
    }
}

/// The labels of a column as levels: in order of numbers where all are numbers, else of bytes.
fn levels_of<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Scalar> {
    let mut texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
    texts.sort_unstable();
    if texts.iter().all(|text| number(text).is_some()) {
        texts.sort_by(|a, b| number(a).unwrap_or(0.0).total_cmp(&number(b).unwrap_or(0.0)));
        // Texts of one number are one level.
        texts.dedup_by(|a, b| number(a) == number(b));
    }
    texts.into_iter().map(Scalar::from).collect()
}

/// Covariates over the rows used, factors as such: a model of many rows keeps a mark a row for each.
pub struct Compact {
    /// Names of the columns they stand for.
    pub terms: Vec<Term>,
    parts: Vec<Part>,
}

enum Part {
    Number(Vec<f64>),
    /// The place of each row's level, how many places there are, and those that have a column.
    Factor {
        places: Vec<u32>,
        levels: usize,
        named: Vec<u32>,
    },
}

impl Part {
    fn covariate(&self) -> Result<cox::Covariate<'_>, Refusal> {
        Ok(match self {
            Part::Number(values) => cox::Covariate::Number(values),
            Part::Factor { places, levels, named } => {
                cox::Covariate::Factor { labels: Labels::new(places, *levels)?, levels: named }
            }
        })
    }
}

impl Compact {
    /// The same columns in the same order as [`Design::new`].
    ///
    /// # Errors
    /// A text where a number belongs; a number outside its transform.
    pub fn new(source: &Source, rows: &Rows, covariates: &[Covariate]) -> Result<Compact, Refusal> {
        let mut compact = Compact { terms: Vec::new(), parts: Vec::new() };
        for covariate in covariates {
            match &covariate.form {
                Form::Number(_) => {
                    let design = Design::new(source, rows, std::slice::from_ref(covariate))?;
                    compact.terms.extend(design.terms);
                    compact.parts.extend(design.columns.into_iter().map(Part::Number));
                }
                Form::Factor(levels, reference) => {
                    let column = source.column(&covariate.column)?;
                    let place =
                        |text: &str| levels.iter().position(|level| level.is(text)).unwrap_or(levels.len()) as u32;
                    let places: Vec<u32> = column.dictionary().iter().map(place).collect();
                    compact.terms.extend(factor_terms(&covariate.column, levels, *reference));
                    compact.parts.push(Part::Factor {
                        places: rows.codes(column).map(|code| places[code as usize]).collect(),
                        levels: levels.len() + 1,
                        named: (0..levels.len()).filter(|level| level != reference).map(|level| level as u32).collect(),
                    });
                }
            }
        }
        Ok(compact)
    }

    /// For the estimators.
    ///
    /// # Errors
    /// Never, since places are those of the levels.
    pub fn covariates(&self) -> Result<Vec<cox::Covariate<'_>>, Refusal> {
        self.parts.iter().map(Part::covariate).collect()
    }

    /// Column by column, 0 where all is 0 or 1 and the median elsewhere.
    ///
    /// # Errors
    /// No rows.
    pub fn typical(&self) -> Result<Vec<f64>, Refusal> {
        let mut at = Vec::with_capacity(self.terms.len());
        for part in &self.parts {
            match part {
                Part::Number(values) if values.iter().all(|x| *x == 0.0 || *x == 1.0) => at.push(0.0),
                Part::Number(values) => at.push(Summary::new(values)?.quantile(0.5, QuantileType::Linear)),
                Part::Factor { named, .. } => at.extend(named.iter().map(|_| 0.0)),
            }
        }
        Ok(at)
    }
}

/// What the columns of a factor are called: one for each level but the reference.
fn factor_terms<'l>(name: &'l str, levels: &'l [Scalar], reference: usize) -> impl Iterator<Item = Term> + 'l {
    let others = levels.iter().enumerate().filter(move |(place, _)| *place != reference);
    (1..).zip(others).map(move |(place, (_, level))| Term {
        column: name.to_owned(),
        level: Some(level.clone()),
        transform: None,
        place: (place, levels.len() - 1),
    })
}

/// Columns over the rows used.
pub struct Design {
    /// Names.
    pub terms: Vec<Term>,
    /// Values, column by column.
    pub columns: Vec<Vec<f64>>,
}

impl Design {
    /// The columns of `covariates`: numbers transformed, factors as 0/1 for each level but the reference.
    ///
    /// # Errors
    /// A text where a number belongs; a number outside its transform.
    pub fn new(source: &Source, rows: &Rows, covariates: &[Covariate]) -> Result<Design, Refusal> {
        let mut design = Design { terms: Vec::new(), columns: Vec::new() };
        for covariate in covariates {
            match &covariate.form {
                Form::Number(transform) => design.number(source, rows, &covariate.column, *transform)?,
                Form::Factor(levels, reference) => {
                    design.factor(source, rows, &covariate.column, (levels, *reference))?;
                }
            }
        }
        Ok(design)
    }

    fn number(
        &mut self,
        source: &Source,
        rows: &Rows,
        name: &str,
        transform: Option<Transform>,
    ) -> Result<(), Refusal> {
        let mut values = column_of(source, rows, name)?;
        let transformed: Option<(&'static str, Function)> = match transform {
            None => None,
            Some(Transform::Log) => Some(("log", libm::log)),
            Some(Transform::Sqrt) => Some(("sqrt", f64::sqrt)),
        };
        if let Some((word, of)) = transformed {
            values.iter_mut().for_each(|x| *x = of(*x));
            if let Some(position) = values.iter().position(|x| !x.is_finite()) {
                let line = source.line(rows.row(position)).unwrap_or(0);
                let message = format!("a value of `{name}` has no {word} (line {line})");
                return Err(Refusal::new("not-finite", message));
            }
        }
        let transform = transformed.map(|(word, _)| word);
        self.terms.push(Term { column: name.to_owned(), level: None, transform, place: (1, 1) });
        self.columns.push(values);
        Ok(())
    }

    fn factor(
        &mut self,
        source: &Source,
        rows: &Rows,
        name: &str,
        (levels, reference): (&[Scalar], usize),
    ) -> Result<(), Refusal> {
        let column = source.column(name)?;
        for (_, level) in levels.iter().enumerate().filter(|(place, _)| *place != reference) {
            let is: Vec<f64> = column.dictionary().iter().map(|text| f64::from(u8::from(level.is(text)))).collect();
            self.columns.push(rows.codes(column).map(|code| is[code as usize]).collect());
        }
        self.terms.extend(factor_terms(name, levels, reference));
        Ok(())
    }

    /// For the estimators.
    pub fn slices(&self) -> Vec<&[f64]> {
        self.columns.iter().map(Vec::as_slice).collect()
    }
}
