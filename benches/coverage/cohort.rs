//! Studies d, f and g, and bias i: 14,000 persons in a file, through the rooms of the cohort.

use retraffic::analysis::{QualityCounts, Question, analyse, base_grid};
use retraffic::calendar::{Date, Day, Days};
use retraffic::codebook::{Codebook, Labels as Titles};
use retraffic::cohort::{AnalysisSet, Outcome, Spells, TimeAtRisk};
use retraffic::disclosure::{Estimate, Policy, Terms, protect};
use retraffic::estimate::{
    CurvePoint, Interval, Level, LifeTableCounts, RiskSet, Transform, aalen_johansen, incidence_interval, life_table,
};
use retraffic::ingest::{CaseTable, ContactStatus, PersonId};
use retraffic::simulate::Stream;
use retraffic::study::{CurveSpec, Observation, Plan, Scheme};

use super::law::{Delay, Law, SEED, whole};
use super::pool::pooled;
use super::tally::{Label, Replicate, Shot, Target};

/// First and last day of the database: 1999-01-01 and 2009-12-31.
const OPENED: Day = Day(10_592);
const CUTOFF: Day = Day(14_609);

/// Days of the window.
const WINDOW: i32 = 731;

const TIME: Law = Law::Falling(4.0);
const DELAY: Delay = Delay { at_once: 0.4, median: 40.0, sigma: 1.2 };
const FOUND: f64 = 0.5;
const TOLD: f64 = 0.36;
const DEATH: f64 = 0.0028 / 365.25;

/// How a replicate is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Design {
    /// Persons in the file.
    pub persons: u32,
    /// Some dates of exit and entry are known to the month or year only.
    pub coarse: bool,
    /// Yearly rate at which contact is lost.
    pub loss: f64,
}

/// The rules of the report, registry.
pub fn rules() -> Observation {
    Observation {
        cutoff: CUTOFF,
        opened: Some(OPENED),
        scheme: Scheme::Registry,
        lag_months: 12,
        grace: Days(14),
        contact_gap: Days(180),
    }
}

fn under(scheme: Scheme) -> Observation {
    Observation { scheme, ..rules() }
}

/// The incidence at `t` of what can be known, given that neither it nor death came by `start`.
pub fn truth(start: f64, t: f64) -> f64 {
    let known = |t: f64| TIME.found(t, FOUND, DEATH);
    let free = libm::exp(-DEATH * start) * (1.0 - FOUND * TIME.distribution(start));
    (known(t) - known(start)) / free
}

/// The incidence at `t` of everything that happened.
pub fn happened(t: f64) -> f64 {
    TIME.found(t, 1.0, DEATH)
}

/// A person of the file, in days.
struct Person {
    exit: Day,
    /// Identified before anything else happened.
    met: Option<Day>,
    /// Entry and identification of the later episode, where it was found.
    again: Option<(Day, Day)>,
    contact: Option<Day>,
    death: Option<Day>,
}

impl Person {
    /// One person, `None` where the file holds nothing of her or him.
    fn draw(stream: &mut Stream, loss: f64) -> Option<Self> {
        let exit = Day(stream.between(OPENED.0, CUTOFF.0));
        let after = |days: i32| exit.plus(Days(days));
        let entry = after(whole(TIME.draw(stream)));
        let death = after(whole(stream.exponential() / DEATH));
        let met = after(DELAY.draw(stream));
        let contact = whole(stream.exponential() / loss * 365.25).min(whole(stream.log_normal(480.0, 0.6)));
        let found = stream.chance(FOUND);
        let again = entry.plus(Days(whole(stream.log_normal(120.0, 1.0))));
        let told = stream.chance(TOLD);
        let comes = met < entry && met <= death && met <= CUTOFF;
        let found = found && entry <= death && again <= CUTOFF;
        (comes || (found && told)).then(|| Person {
            exit,
            met: comes.then_some(met),
            again: found.then_some((entry, again)),
            contact: comes.then(|| met.plus(Days(contact)).min(entry).min(death).min(CUTOFF)),
            death: (death <= CUTOFF).then_some(death),
        })
    }
}

/// Dates of every day of the file to the day, month and year.
pub struct Almanac(Vec<[Date; 3]>);

impl Almanac {
    /// Looks the days up once.
    pub fn new() -> Self {
        let dates = |day: i32| {
            let text = Day(day).to_string();
            let coarse = |length: usize| Date::parse(&text[..length]).unwrap_or(Date::exact(Day(day)));
            [coarse(10), coarse(7), coarse(4)]
        };
        Almanac((OPENED.0..=CUTOFF.0).map(dates).collect())
    }

    /// A day as written: to the day, the month or the year.
    fn written(&self, day: Day, stream: Option<&mut Stream>) -> Date {
        let place = stream.map_or(0, |stream| match stream.unit() {
            u if u < 0.5 => 0,
            u if u < 0.85 => 1,
            _ => 2,
        });
        self.0.get((day.0 - OPENED.0) as usize).map_or(Date::exact(day), |dates| dates[place])
    }
}

/// The case table of one replicate.
pub fn draw(design: Design, almanac: &Almanac, replicate: u32) -> CaseTable {
    let mut stream = Stream::of_study(SEED, 30, replicate);
    let mut pen = design.coarse.then(|| Stream::of_study(SEED, 31, replicate));
    let mut table = CaseTable::default();
    while table.persons < design.persons {
        let Some(person) = Person::draw(&mut stream, design.loss) else { continue };
        let id = PersonId(table.persons);
        table.persons += 1;
        let status = person.death.map(|_| ContactStatus::Deceased);
        let last = if person.death.is_some() { person.death } else { person.contact };
        let exit = almanac.written(person.exit, pen.as_mut());
        push(&mut table, id, [None, Some(exit), person.met.map(Date::exact), None], None);
        let first = table.rows() - 1;
        match person.again {
            None => {
                table.last_contact[first] = last.map(Date::exact);
                table.contact_status[first] = status;
            }
            // Contact after the first episode ended at the latest with the second; a death is written down with that.
            Some((entry, known)) => {
                table.last_contact[first] = person.contact.map(Date::exact);
                let entry = almanac.written(entry, pen.as_mut());
                push(
                    &mut table,
                    id,
                    [Some(entry), None, Some(Date::exact(known)), person.death.map(Date::exact)],
                    status,
                );
            }
        }
    }
    table
}

/// A row: entry, exit, identification, last contact.
fn push(table: &mut CaseTable, id: PersonId, dates: [Option<Date>; 4], status: Option<ContactStatus>) {
    let again = table.person.last() == Some(&id);
    table.line.push(table.line.len() as u32 + 2);
    table.person.push(id);
    table.episode.push(1 + u16::from(again));
    table.entry.push(dates[0]);
    table.exit.push(dates[1]);
    table.identified.push(dates[2]);
    table.returned.push(None);
    table.assistance_start.push(None);
    table.assistance_end.push(None);
    table.last_contact.push(dates[3]);
    table.contact_status.push(status);
}

/// 0 left observation, 1 re-trafficked, 2 died.
fn cause(outcome: &Outcome) -> u16 {
    match outcome {
        Outcome::Event => 1,
        Outcome::Death => 2,
        Outcome::Censored | Outcome::Emigrated => 0,
    }
}

/// The causes of all spells.
pub fn causes(risk: &TimeAtRisk) -> Vec<u16> {
    risk.outcome.iter().map(cause).collect()
}

/// First prospective spells at risk.
pub fn at_risk(spells: &Spells, observation: &Observation) -> TimeAtRisk {
    spells.at_risk(observation).first_of_person(spells)
}

/// Aalen-Johansen on days from the firm start: start and incidence at 24 months.
pub fn exact(entry: &[i32], exit: &[i32], cause: &[u16]) -> Option<(f64, CurvePoint)> {
    let set = RiskSet::from_days(Some(entry), exit, cause, None).ok()?;
    let start = set.firm_start(100.0)?.filter(|&start| start > 0.0);
    let set = match start {
        None => set,
        Some(day) => {
            let day = day as i32;
            let kept: Vec<usize> = (0..exit.len()).filter(|&i| exit[i] > day).collect();
            let column = |values: &[i32]| kept.iter().map(|&i| values[i].max(day)).collect::<Vec<i32>>();
            let cause: Vec<u16> = kept.iter().map(|&i| cause[i]).collect();
            RiskSet::from_days(Some(&column(entry)), &column(exit), &cause, None).ok()?
        }
    };
    let curve = aalen_johansen(&set.with_causes(2), None).ok()?;
    Some((start.unwrap_or(0.0), curve.incidence_at(0, f64::from(WINDOW))))
}

fn exact_shot(risk: &TimeAtRisk) -> Shot {
    shot_of(&risk.entry, &risk.exit, &causes(risk))
}

fn shot_of(entry: &[i32], exit: &[i32], cause: &[u16]) -> Shot {
    let found = exact(entry, exit, cause);
    Shot {
        truth: truth(found.map_or(0.0, |(start, _)| start), f64::from(WINDOW)),
        estimate: found.map(|(_, point)| point.value),
        interval: found.and_then(|(_, p)| incidence_interval(p.value, p.std_err?, Transform::LogLog, Level::P95)),
    }
}

/// The life table on the base grid up to the window, exact counts.
fn life_table_shot(risk: &TimeAtRisk) -> Shot {
    let grid: Vec<i32> = base_grid().into_iter().take_while(|&day| day <= WINDOW).collect();
    on_grid(risk, &grid)
}

/// The life table on a grid that ends with the window.
fn on_grid(risk: &TimeAtRisk, grid: &[i32]) -> Shot {
    let counts = LifeTableCounts::count(Some(&risk.entry), &risk.exit, &causes(risk), 2, grid);
    let table = counts.and_then(|counts| life_table(&counts)).ok();
    let last = grid.len() - 2;
    Shot {
        truth: truth(f64::from(grid[0]), f64::from(WINDOW)),
        estimate: table.as_ref().map(|table| table.causes[0].incidence[last]),
        interval: table.as_ref().and_then(|table| table.incidence_interval(0, last, Level::P95)),
    }
}

/// Study d and f, and bias i, of one replicate.
pub fn shoot(design: Design, almanac: &Almanac, replicate: u32, printed: bool) -> Replicate {
    let table = draw(design, almanac, replicate);
    let set = AnalysisSet::build(&table, &Codebook::new(), &rules());
    let mut shots = Vec::new();
    for scheme in [Scheme::Registry, Scheme::Contact] {
        let risk = at_risk(&set.spells, &under(scheme));
        shots.push(Some(exact_shot(&risk)));
        shots.push(Some(life_table_shot(&risk)));
    }
    if printed {
        shots.push(Some(without_lag(&set.spells)));
        shots.extend(released(&table, &set));
        shots.push(Some(whoever_comes_back(&set.spells)));
    }
    shots
}

/// What a public report prints: the window of the overall curve, the same on exact counts, and the variant under `contact`.
fn released(table: &CaseTable, set: &AnalysisSet) -> [Option<Shot>; 3] {
    let observation = rules();
    let overall = CurveSpec { id: "overall".into(), title: Titles::same("overall"), by: None };
    let plan = Plan { curves: vec![overall], ..Plan::default() };
    let codebook = Codebook::new();
    let question = Question {
        plan: &plan,
        codebook: &codebook,
        own_variables: 0,
        observation: &observation,
        roll_up_below: 24,
        lives: false,
    };
    let results = analyse(&question, table, set, QualityCounts::default());
    let terms = Terms { policy: Policy::Round5, headline: &[], edition: "", cutoff: CUTOFF };
    let release = protect(&results, &terms);
    let curve = release.curves.first().and_then(|set| set.curves.first());
    let step = curve.and_then(|curve| Some((curve.start, curve.steps.iter().find(|step| step.to == WINDOW)?)));
    let registry = step.and_then(|(start, step)| print_of(&step.incidence, f64::from(start)));
    let exact = curve.filter(|_| registry.is_some()).map(|curve| {
        let ends = curve.steps.iter().map(|step| step.to).take_while(|&day| day <= WINDOW);
        let grid: Vec<i32> = std::iter::once(curve.start).chain(ends).collect();
        on_grid(&at_risk(&set.spells, &observation), &grid)
    });
    let contact = release.sensitivity.iter().find(|variant| variant.name == "contact");
    [registry, exact, contact.and_then(|variant| print_of(&variant.incidence, 0.0))]
}

fn print_of(print: &Estimate, start: f64) -> Option<Shot> {
    let value = print.value.value()?;
    let limits = print.lower.value().zip(print.upper.value());
    Some(Shot {
        truth: truth(start, f64::from(WINDOW)),
        estimate: Some(value / 1000.0),
        interval: limits.map(|(lower, upper)| Interval { lower: lower / 1000.0, upper: upper / 1000.0 }),
    })
}

/// `contact` up to the cut-off itself.
fn without_lag(spells: &Spells) -> Shot {
    exact_shot(&at_risk(spells, &Observation { lag_months: 0, ..under(Scheme::Contact) }))
}

/// Bias i of one replicate.
pub fn come_back(design: Design, almanac: &Almanac, replicate: u32) -> Shot {
    let table = draw(design, almanac, replicate);
    whoever_comes_back(&AnalysisSet::build(&table, &Codebook::new(), &rules()).spells)
}

/// Bias i: follow-up to the last contact, but later episodes counted whenever they come.
fn whoever_comes_back(spells: &Spells) -> Shot {
    let mut risk = at_risk(spells, &Observation { contact_gap: Days(0), ..under(Scheme::Contact) });
    for i in 0..risk.len() {
        if let Some(gap) = spells.gap(risk.spell[i]) {
            risk.exit[i] = gap.0;
            risk.outcome[i] = Outcome::Event;
        }
    }
    exact_shot(&risk)
}

/// Study g of one replicate: central dates, and twenty imputations pooled.
pub fn impute(design: Design, almanac: &Almanac, replicate: u32) -> Replicate {
    let table = draw(Design { coarse: true, ..design }, almanac, replicate);
    let set = AnalysisSet::build(&table, &Codebook::new(), &rules());
    let mut dice = Stream::of_study(SEED, 32, replicate);
    let mut drawn = Vec::new();
    for _ in 0..20 {
        let spells = set.spells.imputed(|| dice.unit());
        let risk = at_risk(&spells, &rules());
        if let Some((_, point)) = exact(&risk.entry, &risk.exit, &causes(&risk)) {
            drawn.push(point);
        }
    }
    let pooled = pooled(&drawn);
    vec![
        Some(exact_shot(&at_risk(&set.spells, &rules()))),
        Some(Shot {
            truth: truth(0.0, f64::from(WINDOW)),
            estimate: pooled.map(|(value, _)| value),
            interval: pooled.map(|(_, interval)| interval),
        }),
    ]
}

/// What the shots of [`shoot`] are of.
pub fn labels(printed: bool) -> Vec<Label> {
    let mut labels = Vec::new();
    for scheme in ["registry", "contact"] {
        labels.push(Label::new("Aalen-Johansen, days", scheme, Target::Asymptotic));
        labels.push(Label::new("life table, base grid", scheme, Target::Asymptotic));
    }
    if printed {
        labels.push(Label::new("Aalen-Johansen, days", "contact, without the lag", Target::None));
        labels.push(Label::new("as printed, round-5", "registry", Target::Least));
        labels.push(Label::new("life table, printed steps, exact counts", "registry", Target::None));
        labels.push(Label::new("as printed, round-5", "contact", Target::Least));
        labels.push(Label::new("bias i: whoever comes back", "contact", Target::None));
    }
    labels
}

/// What the shots of [`impute`] are of.
pub fn imputed_labels() -> Vec<Label> {
    vec![
        Label::new("central dates", "registry", Target::None),
        Label::new("20 imputations, Rubin", "registry", Target::Asymptotic),
    ]
}
