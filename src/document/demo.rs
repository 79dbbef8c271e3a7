//! A small manuscript for the tests of this room.

use super::*;
use crate::calendar::{Day, Moment};
use crate::disclosure::{Number, Protected, Unit};
use crate::language::Language;

pub(crate) fn count(value: f64) -> Protected<Number> {
    Number::for_test(value, 0, Unit::Count)
}

pub(crate) fn share(value: f64) -> Protected<Number> {
    Number::for_test(value, 1, Unit::Share)
}

fn withheld() -> Protected<Number> {
    Number::withheld_for_test("<8", Unit::Count)
}

fn day(year: i16, month: i8, day: i8) -> Day {
    Day::from_civil(year, month, day).unwrap()
}

pub(crate) fn meta() -> Meta {
    Meta {
        title: "Re-trafficking: evidence from the case file".into(),
        subtitle: "Known cases, time to re-trafficking and the circumstances of those concerned".into(),
        organisation: "Observatory on Trafficking in Persons".into(),
        edition: "2010".into(),
        cutoff: day(2009, 12, 31),
        date: Moment::midnight(day(2010, 6, 30)),
        policy: "Counts below 8 are not printed; all others are rounded to the nearest 5.".into(),
        program: "retraffic 0.1.0".into(),
        simulated: true,
        recipient: None,
        keywords: vec!["trafficking in persons".into(), "re-trafficking".into()],
        description: "Annual report on known re-trafficking among assisted victims".into(),
        imprint: Imprint::default(),
    }
}

fn chart(width: f64, height: f64, bars: usize) -> String {
    let step = (width - 60.0) / bars as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" viewBox=\"0 0 {width} {height}\">"
    );
    for i in 0..bars {
        let tall = (height - 40.0) * (0.25 + 0.7 * ((i * 37 % 11) as f64 / 10.0));
        let (x, y) = (40.0 + i as f64 * step, height - 20.0 - tall);
        let fill = if i == 8 { "#e28a3a" } else { "#0b5470" };
        svg += &format!(
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{:.2}\" height=\"{tall:.2}\" fill=\"{fill}\"/>",
            step * 0.7
        );
        svg += &format!(
            "<text x=\"{x:.2}\" y=\"{:.2}\" font-family=\"'Source Sans 3'\" font-size=\"8\" fill=\"#18212a\">{}</text>",
            height - 8.0,
            1999 + i
        );
    }
    svg + "</svg>"
}

fn figure(title: &str, width: f64, height: f64, bars: usize) -> FigureSheet {
    FigureSheet {
        svg: chart(width, height, bars),
        alt: format!("Bar chart. {title} The numbers stand in the annex."),
        title: title.into(),
        subtitle: "Number of people known to be re-trafficked, by year of first exit; 14,000 people assisted".into(),
        note: "Years after 2007 are incomplete because identification takes time.".into(),
        source: "Case file, data to 31 December 2009.".into(),
        width,
        height,
    }
}

pub(crate) fn by_sex(rows: usize) -> TableSheet {
    let mut lines = vec![Row::total(vec![
        Cell::text("All"),
        Cell::Number(count(14000.0)),
        Cell::Number(share(1.0)),
        Cell::Number(count(80.0)),
        Cell::Number(share(0.0057)),
        Cell::Interval(share(0.0045), share(0.0071)),
    ])];
    for group in 0..rows.div_ceil(4) {
        lines.push(Row::Group(["Gender", "Age at first entry", "Education", "Citizenship"][group % 4].into()));
        for i in 0..4.min(rows - group * 4) {
            let n = 25.0 + 1375.0 * ((group * 4 + i) % 7) as f64;
            let few = i == 2;
            lines.push(Row::indented(vec![
                Cell::text(format!("Category #strong[x] *{i}* of a longer name")),
                Cell::Number(count(n)),
                Cell::Number(share(n / 14000.0)),
                Cell::Number(if few { withheld() } else { count(45.0) }),
                Cell::Number(if few { withheld() } else { share(0.0123) }),
                if few { Cell::Empty } else { Cell::Interval(share(0.009), share(0.0165)) },
            ]));
        }
    }
    TableSheet {
        title: "Known re-trafficking by characteristics".into(),
        subtitle: "People assisted and people known to be re-trafficked; first prospective spells".into(),
        columns: vec![
            Column::new("", ColumnKind::Label),
            Column::new("n", ColumnKind::Figure).over("Assisted"),
            Column::new("%", ColumnKind::PerCent).over("Assisted"),
            Column::new("n", ColumnKind::Figure).over("Known re-trafficked"),
            Column::new("%", ColumnKind::PerCent).over("Known re-trafficked"),
            Column::new("95% CI", ColumnKind::PerCent).over("Known re-trafficked"),
        ],
        rows: lines,
        notes: vec!["Percentages are of those with a known answer.".into()],
        source: "Case file, data to 31 December 2009.".into(),
        wide: rows > 8,
    }
}

/// Ten pages or so with everything that a layout can hold.
pub(crate) fn manuscript() -> Manuscript {
    use PartKind::*;
    let mut m = Manuscript::new(Language::English, meta());
    m.parts = [
        ("imprint", Front),
        ("acknowledgements", Front),
        ("acronyms", Opening),
        ("summary", Opening),
        ("evidence", Chapter),
        ("tables", Annex),
        ("glossary", Annex),
        ("references", Annex),
    ]
    .map(|(name, kind)| Part::new(name, kind))
    .to_vec();
    let number = |value, decimals, unit| Fact::Number(Number::for_test(value, decimals, unit));
    let pair = |low, high, decimals, unit| {
        Fact::Interval(Number::for_test(low, decimals, unit), Number::for_test(high, decimals, unit))
    };
    let facts = [
        ("assisted", number(14000.0, 0, Unit::Count)),
        ("known_retrafficked", number(79.0, 0, Unit::Count)),
        ("known_share", number(0.00564, 2, Unit::Share)),
        ("known_share.interval", pair(0.0045, 0.007, 2, Unit::Share)),
        ("rate", number(1.23, 2, Unit::PerThousand)),
        ("rate.interval", pair(0.9, 1.65, 2, Unit::PerThousand)),
        ("person_years", number(38250.0, 0, Unit::PersonYears)),
        ("within_24", number(0.0031, 2, Unit::Share)),
        ("within_24.interval", pair(0.002, 0.0044, 2, Unit::Share)),
        ("minors", number(0.32, 0, Unit::Share)),
        ("minors_n", number(25.0, 0, Unit::Count)),
        ("permit", Fact::Number(withheld())),
        ("median", number(14.0, 0, Unit::Months)),
    ];
    m.facts = facts.map(|(name, fact)| (name.to_string(), fact)).into();
    m.figures.insert("by-year".into(), figure("Known cases peaked among those who exited in 2007", 460.0, 190.0, 11));
    m.figures.insert("curve".into(), figure("Most known cases were re-trafficked within two years", 320.0, 200.0, 7));
    m.tables.insert("by-sex".into(), by_sex(8));
    m.tables.insert("full".into(), by_sex(70));
    m.lists.insert("full_tables".into(), vec!["full".into()]);
    m.lists.insert("age_groups".into(), vec!["18–20".into(), "21–25".into(), "under 18".into()]);
    m.absent.insert(
        "sens*".into(),
        "The case file holds no dates of last contact, so sensitivity to loss of contact cannot be shown.".into(),
    );
    m.own_texts.insert(
        "evidence.before".into(),
        OwnText {
            file: "text/en/evidence-before.typ.j2".into(),
            text: "_A word from the author: << fact(\"assisted\") >> people._\n".into(),
        },
    );
    m.attachments.push(Attachment {
        name: "release.json".into(),
        mime: "application/json".into(),
        bytes: b"{\"format\": 1}".to_vec(),
        description: "Every published number".into(),
    });
    m
}

pub(crate) fn templates() -> Templates {
    Templates::embedded()
        .with("en/summary.typ.j2", include_str!("../../tests/render/demo/summary.typ.j2"))
        .with("en/evidence.typ.j2", include_str!("../../tests/render/demo/evidence.typ.j2"))
        .with("en/tables.typ.j2", include_str!("../../tests/render/demo/tables.typ.j2"))
}
