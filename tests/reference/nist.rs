//! NIST's certified univariate figures, to 1e-12.

use super::fixture::directory;
use retraffic::estimate::Summary;

#[test]
fn certified_means_and_deviations() {
    let sets = [
        ("lew", 200, -177.435, 277.332168044316),
        ("lottery", 218, 518.958715596330, 291.699727470969),
        ("mavro", 50, 2.001856, 0.000429123454003053),
        ("michelson", 100, 299.8524, 0.0790105478190518),
        ("pidigits", 5000, 4.5348, 2.86733906028871),
    ];
    for (name, n, mean, sd) in sets {
        let text = std::fs::read_to_string(directory().join(format!("nist/{name}.txt"))).unwrap();
        let values: Vec<f64> = text.split_whitespace().map(|number| number.parse().unwrap()).collect();
        let summary = Summary::new(&values).unwrap();
        assert_eq!(summary.n(), n, "{name}");
        for (got, want) in [(summary.mean(), mean), (summary.sd().unwrap(), sd)] {
            assert!((got - want).abs() <= 1e-12 * f64::abs(want), "{name}: {got} is not {want}");
        }
    }
}
