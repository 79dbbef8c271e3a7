//! Random histories for properties and the oracle, as text of `history`.

use proptest::prelude::*;
use retraffic::calendar::Day;

/// One episode as days relative to the one before; negative steps are errors that files have.
#[derive(Clone, Debug)]
pub struct Episode {
    pub entry: Option<Day>,
    pub exit: Option<Day>,
    pub identified: Option<Day>,
    pub assisted: Option<Day>,
    pub returned: Option<Day>,
    pub contact: Option<Day>,
    pub status: &'static str,
    pub country: &'static str,
}

pub type History = Vec<Episode>;

fn steps() -> impl Strategy<Value = i32> {
    prop_oneof![3 => 0..20, 6 => 20..900, 1 => -40..0]
}

fn rarely<T: Clone + std::fmt::Debug + 'static>(
    missing: u32,
    of: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Option<T>> {
    prop_oneof![missing => Just(None), 10 - missing => of.prop_map(Some)]
}

/// One to four episodes from the late nineties on, dates to the day, some missing, some out of order.
pub fn history() -> impl Strategy<Value = History> {
    let episode = (
        (steps(), steps(), rarely(1, Just(())), rarely(1, Just(()))),
        rarely(4, -30..700),
        rarely(5, -10..400),
        rarely(6, -20..60),
        rarely(3, -5..1500),
        prop_oneof![Just("in"), Just("lost"), Just("dead"), Just("gone"), Just("none")],
        prop_oneof![Just("it"), Just("ro"), Just("unknown")],
    );
    (9_800..13_500, prop::collection::vec(episode, 1..=4)).prop_map(|(start, episodes)| {
        let mut clock = start;
        let mut history = Vec::new();
        for ((gap, stay, has_entry, has_exit), identified, assisted, returned, contact, status, country) in episodes {
            clock += gap;
            let entry = Day(clock);
            clock += stay;
            let exit = Day(clock);
            let after = |days: Option<i32>| days.map(|d| Day(exit.0 + d));
            history.push(Episode {
                entry: has_entry.map(|()| entry),
                exit: has_exit.map(|()| exit),
                identified: after(identified),
                assisted: after(assisted),
                returned: after(returned),
                contact: after(contact),
                status,
                country,
            });
        }
        history
    })
}

pub fn histories() -> impl Strategy<Value = Vec<History>> {
    prop::collection::vec(history(), 1..12)
}

/// The lines of a case file, dates cut to the characters that `precision` says, one number per date in turn.
pub fn text(histories: &[History], precision: impl Fn(usize) -> usize) -> String {
    let mut written = 0;
    let mut date = |day: Option<Day>| {
        written += 1;
        day.map_or("-".to_owned(), |d| d.to_string()[..precision(written)].to_owned())
    };
    let mut out = String::new();
    for (person, history) in histories.iter().enumerate() {
        for (i, e) in history.iter().enumerate() {
            let (entry, exit) = (date(e.entry), date(e.exit));
            let (id, start) = (date(e.identified), date(e.assisted));
            let (ret, contact) = (date(e.returned), date(e.contact));
            let status = if e.status == "none" { String::new() } else { format!("st={}", e.status) };
            let number = i + 1;
            out += &format!(
                "p{person} {number} {entry} {exit} id={id} as={start} ret={ret} lc={contact} in={} {status}\n",
                e.country
            );
        }
    }
    out
}

/// Dates to the day, month and year in turn, by a seed.
pub fn mixed(seed: u64) -> impl Fn(usize) -> usize {
    move |i| [10, 10, 7, 4][(seed.wrapping_add(i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize % 4]
}
