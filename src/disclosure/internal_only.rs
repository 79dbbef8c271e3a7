//! What policy `internal` alone lets through.

use super::policy::Policy;

/// Something that no public report can hold: only this room makes one, and only under policy `internal`.
///
/// ```compile_fail,E0423
/// let smuggled = retraffic::disclosure::InternalOnly(vec![1, 2, 3]);
/// ```
///
/// ```
/// fn reads(lives: &retraffic::disclosure::InternalOnly<Vec<i32>>) -> usize {
///     lives.get().len()
/// }
/// # let _ = reads;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct InternalOnly<T>(T);

impl<T> InternalOnly<T> {
    /// The value where the policy is `internal`; none under every other.
    pub(in crate::disclosure) fn under(policy: Policy, value: impl FnOnce() -> T) -> Option<Self> {
        (policy == Policy::Internal).then(|| InternalOnly(value()))
    }

    /// The value, for an internal report.
    pub fn get(&self) -> &T {
        &self.0
    }
}

#[cfg(test)]
impl<T> InternalOnly<T> {
    /// One for the tests of later rooms.
    pub(crate) fn for_test(value: T) -> Self {
        InternalOnly(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_other_policy_lets_it_through() {
        assert_eq!(InternalOnly::under(Policy::Round5, || 1), None);
        assert_eq!(InternalOnly::under(Policy::Internal, || 1).map(|one| *one.get()), Some(1));
    }
}
