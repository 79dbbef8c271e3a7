//! Our distributions beside those of statrs, an independent implementation.

use retraffic::numeric::distribution::{
    beta_quantile, chi_square_upper, f_upper, gamma_quantile, normal_cdf, normal_quantile, student_two_sided,
};
use statrs::distribution::{Beta, ChiSquared, ContinuousCDF, FisherSnedecor, Gamma, Normal, StudentsT};

fn close(ours: f64, theirs: f64, what: &str) {
    let error = (ours - theirs).abs() / theirs.abs().max(1e-6);
    assert!(error < 1e-8, "{what}: {ours} beside {theirs}");
}

#[test]
fn distributions_agree_with_an_independent_implementation() {
    let normal = Normal::standard();
    for i in -50..=50 {
        let z = f64::from(i) / 10.0;
        close(normal_cdf(z), normal.cdf(z), &format!("normal at {z}"));
    }
    for i in 1..100 {
        let p = f64::from(i) / 100.0;
        close(normal_quantile(p), normal.inverse_cdf(p), &format!("normal quantile at {p}"));
        for shape in [0.5, 1.0, 3.0, 79.0] {
            let gamma = Gamma::new(shape, 1.0).unwrap();
            close(gamma.cdf(gamma_quantile(p, shape)), p, &format!("gamma({shape}) at {p}"));
            let beta = Beta::new(shape, shape + 2.0).unwrap();
            close(beta.cdf(beta_quantile(p, shape, shape + 2.0)), p, &format!("beta({shape}) at {p}"));
        }
    }
    for df in [1.0, 2.0, 5.0, 40.0] {
        for i in 1..60 {
            let x = f64::from(i) / 3.0;
            close(chi_square_upper(x, df), ChiSquared::new(df).unwrap().sf(x), &format!("chi-square({df}) at {x}"));
            close(f_upper(x, df, 7.0), FisherSnedecor::new(df, 7.0).unwrap().sf(x), &format!("F({df}, 7) at {x}"));
            let t = StudentsT::new(0.0, 1.0, df).unwrap();
            close(student_two_sided(x, df), 2.0 * t.sf(x), &format!("t({df}) at {x}"));
        }
    }
}
