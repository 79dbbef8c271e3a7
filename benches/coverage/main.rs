//! How often intervals hold the truth, and what the usual shortcuts do to it.
//!
//! `cargo bench --bench coverage` runs every study of METHODS.md, "Coverage, with the truth known", and prints its tables.
//! `-- NAME ...` runs only the studies named, `-- --replicates N` takes N replicates in place of 2,000, `-- --threads N`
//! uses N threads in place of two. The output is the same with any number of threads.

mod bias;
mod cases;
mod cohort;
mod curve;
mod exact;
mod law;
mod pool;
mod rare;
mod sample;
mod tally;
mod work;

use curve::Start::{self, Firm, LastThin, Zero};
use tally::{HEAD, Label, Replicate, Tally, row};
use work::each;

/// What is asked for.
struct Order {
    names: Vec<String>,
    replicates: u32,
    threads: u32,
}

impl Order {
    fn read(mut arguments: impl Iterator<Item = String>) -> Option<Order> {
        let mut order = Order { names: Vec::new(), replicates: 2000, threads: 2 };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--replicates" => order.replicates = arguments.next()?.parse().ok()?,
                "--threads" => order.threads = arguments.next()?.parse().ok()?,
                // Cargo adds it.
                "--bench" => {}
                name if STUDIES.iter().any(|study| study.0 == name) => order.names.push(argument),
                _ => return None,
            }
        }
        Some(order)
    }

    fn each<T: Send>(&self, most: u32, one: impl Fn(u32) -> T + Sync) -> Vec<T> {
        each(self.replicates.min(most), self.threads, one)
    }
}

/// Name, title, and what it runs.
type Study = (&'static str, &'static str, fn(&Order));

const STUDIES: [Study; 16] = [
    ("a1", "a1 Kaplan-Meier with delayed entry, moderate (S)", |order| {
        curve(order, &curve::MODERATE, &[Firm, LastThin])
    }),
    ("a2", "a2 Kaplan-Meier with delayed entry, rare (S)", |order| curve(order, &curve::RARE, &[Firm])),
    ("a3", "a3 and bias iv: a thin beginning (S)", |order| curve(order, &curve::THIN, &[Zero, Firm, LastThin])),
    ("b1", "b1 known cases: 79 (share of those within the horizon)", |order| known(order, 79)),
    ("b2", "b2 known cases: 300 (share of those within the horizon)", |order| known(order, 300)),
    ("c", "c log hazard ratios with 79 expected events in 14,000", rare),
    ("d", "d, f and bias i: incidence at 24 months per 1,000", incidence),
    ("g", "g coarse dates: incidence at 24 months per 1,000", coarse),
    ("s", "s the simulated sample: incidence at 24 months per 1,000", simulated),
    ("e", "e exact intervals, probabilities added up", added_up),
    ("i", "bias i: 24 months per 1,000, by the yearly rate at which contact is lost", lost),
    ("ii", "bias ii: 300 known cases", delays),
    ("iii", "bias iii: two dates of one year", year),
    ("v", "bias v: log hazard ratio of half a year of assistance or more, truth 0", assistance),
    ("vi", "bias vi: susceptible share where everybody is susceptible", cure),
    ("vii", "bias vii: gaps pooled", gaps),
];

fn main() -> std::process::ExitCode {
    let Some(order) = Order::read(std::env::args().skip(1)) else {
        let names: Vec<&str> = STUDIES.iter().map(|study| study.0).collect();
        eprintln!("usage: coverage [NAME ...] [--replicates N] [--threads N]\nnames: {}", names.join(" "));
        return std::process::ExitCode::from(2);
    };
    for (name, title, run) in STUDIES {
        if order.names.is_empty() || order.names.iter().any(|wanted| wanted == name) {
            println!("**{title}**\n");
            run(&order);
            println!();
        }
    }
    std::process::ExitCode::SUCCESS
}

/// Prints the table of replicates.
fn table(labels: &[Label], replicates: &[Replicate], scale: f64, decimals: usize) {
    println!("{HEAD}");
    rows(labels, replicates, scale, decimals);
}

fn rows(labels: &[Label], replicates: &[Replicate], scale: f64, decimals: usize) {
    for (place, label) in labels.iter().enumerate() {
        println!("{}", row(&Tally::of(label, place, replicates), scale, decimals));
    }
}

fn curve(order: &Order, setting: &curve::Setting, starts: &[Start]) {
    println!("{HEAD}");
    for &start in starts {
        let replicates = order.each(2000, |replicate| setting.shoot(replicate, start));
        rows(&curve::labels(start), &replicates, 1.0, 4);
    }
}

fn known(order: &Order, cases: usize) {
    let replicates = order.each(2000, |replicate| cases::Cases::draw(cases, replicate).shoot());
    table(&cases::labels(), &replicates, 1.0, 4);
}

fn rare(order: &Order) {
    let factor = rare::factor();
    println!("Factor of the falling hazard: {factor:.4}\n");
    let replicates = order.each(2000, |replicate| rare::shoot(factor, replicate));
    table(&rare::labels(), &replicates, 1.0, 4);
}

const COHORT: cohort::Design = cohort::Design { persons: 14_000, coarse: false, loss: 0.5 };

fn incidence(order: &Order) {
    let almanac = cohort::Almanac::new();
    let replicates = order.each(2000, |replicate| cohort::shoot(COHORT, &almanac, replicate, true));
    println!("All that happened: {:.3}\n", cohort::happened(731.0) * 1000.0);
    table(&cohort::labels(true), &replicates, 1000.0, 3);
}

fn coarse(order: &Order) {
    let almanac = cohort::Almanac::new();
    let replicates = order.each(2000, |replicate| cohort::impute(COHORT, &almanac, replicate));
    table(&cohort::imputed_labels(), &replicates, 1000.0, 3);
}

fn simulated(order: &Order) {
    let seeds: Vec<sample::Seed> =
        order.each(200, |replicate| sample::seed(u64::from(replicate) + 1, 14_000)).into_iter().flatten().collect();
    let happened = sample::Days::incidence(seeds.iter().map(|seed| &seed.happened));
    let recorded = sample::Days::incidence(seeds.iter().map(|seed| &seed.recorded));
    println!(
        "| scheme | seeds | happened | recorded, true days | mean estimate | bias against happened | against recorded | intervals that hold the mean estimate | hold what happened |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for (place, scheme) in ["registry", "contact"].into_iter().enumerate() {
        let points: Vec<_> = seeds.iter().filter_map(|seed| seed.points[place]).collect();
        let n = points.len().max(1) as f64;
        let mean = points.iter().map(|point| point.value).sum::<f64>() / n;
        let hold = |truth: f64| {
            let holds = points.iter().filter(|&&p| sample::interval(p).is_some_and(|i| i.contains(truth)));
            holds.count() as f64 / n
        };
        let bias = |truth: f64| format!("{:+.1} %", (mean / truth - 1.0) * 100.0);
        println!(
            "| {scheme} | {} | {:.3} | {:.3} | {:.3} | {} | {} | {:.3} | {:.3} |",
            points.len(),
            happened * 1000.0,
            recorded * 1000.0,
            mean * 1000.0,
            bias(happened),
            bias(recorded),
            hold(mean),
            hold(happened),
        );
    }
}

fn added_up(_: &Order) {
    println!("| interval | truths tried | least coverage | at | target |\n|---|---|---|---|---|");
    for worst in exact::all() {
        let target = if worst.coverage >= 0.935 { "met" } else { "**misses**" };
        println!("| {} | {} | {:.4} | {} | {target} |", worst.what, worst.tried, worst.coverage, worst.at);
    }
}

fn lost(order: &Order) {
    let almanac = cohort::Almanac::new();
    println!(
        "| contact lost a year | replicates | truth | whoever comes back, mean | times the truth |\n|---|---|---|---|---|"
    );
    for loss in [0.5, 1.0, 2.0] {
        let design = cohort::Design { loss, ..COHORT };
        let label = Label::new("", "", tally::Target::None);
        let replicates = order.each(500, |replicate| vec![Some(cohort::come_back(design, &almanac, replicate))]);
        let tally = Tally::of(&label, 0, &replicates);
        let (truth, mean) = (tally.truth * 1000.0, tally.mean * 1000.0);
        println!("| {loss} | {} | {truth:.3} | {mean:.3} | {:.2} |", tally.shots, mean / truth);
    }
}

fn delays(order: &Order) {
    let shoot = |replicate| cases::Cases::draw(300, replicate).shortcuts();
    let replicates: Vec<Replicate> = order.each(2000, shoot).into_iter().flatten().collect();
    means(&cases::shortcut_labels(), &replicates, 3);
}

/// Means without intervals.
fn means(labels: &[Label], replicates: &[Replicate], decimals: usize) {
    println!("| estimate | of | replicates | truth | mean |\n|---|---|---|---|---|");
    for (place, label) in labels.iter().enumerate() {
        let tally = Tally::of(label, place, replicates);
        println!(
            "| {} | {} | {} | {:.decimals$} | {:.decimals$} |",
            tally.label.what, tally.label.at, tally.shots, tally.truth, tally.mean
        );
    }
}

fn year(_: &Order) {
    let (beyond, mean) = bias::one_year(10_000_000);
    println!(
        "Of 10,000,000 pairs {beyond:.4} are more than 14 days apart, {mean:.1} days on average; midpoints give 0 for all."
    );
}

fn assistance(order: &Order) {
    let replicates = order.each(500, bias::assistance);
    let labels = bias::assistance_labels();
    table(&labels, &replicates, 1.0, 4);
    println!();
    for (place, label) in labels.iter().enumerate() {
        println!("Hazard ratio {}: {:.3}", label.at, libm::exp(Tally::of(label, place, &replicates).mean));
    }
}

fn cure(order: &Order) {
    let fits = order.each(100, bias::cure);
    let mut shares: Vec<f64> = fits.iter().filter_map(|fit| fit.as_ref().ok().copied()).collect();
    shares.sort_unstable_by(f64::total_cmp);
    let at = |p: f64| shares.get(((shares.len() as f64 - 1.0) * p) as usize).copied().unwrap_or(f64::NAN);
    println!(
        "Of {} fits {} have an inner maximum; their susceptible shares: least {:.3}, quartiles {:.3}, {:.3}, {:.3}, most {:.3}.",
        fits.len(),
        shares.len(),
        at(0.0),
        at(0.25),
        at(0.5),
        at(0.75),
        at(1.0)
    );
}

fn gaps(order: &Order) {
    let truth = bias::first_gap(731.0);
    let replicates = order.each(500, |replicate| bias::gaps(truth, replicate));
    table(&bias::gap_labels(), &replicates, 1.0, 4);
}
