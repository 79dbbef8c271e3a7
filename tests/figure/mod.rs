//! The charts of the sample's release: all sound, on every sheet.

use retraffic::analysis::{QualityCounts, Question, analyse};
use retraffic::codebook::Codebook;
use retraffic::cohort::AnalysisSet;
use retraffic::disclosure::{Policy, Protected, Release, Terms, protect};
use retraffic::figure::{Caption, Chart, Figure, Sheet, charts, png};
use retraffic::ingest::{self, Rules};
use retraffic::language::{Language, Strings};
use retraffic::study::{self, Report};
use retraffic::table;
use retraffic::theme::{Fonts, Theme};
use std::collections::BTreeMap;
use std::path::Path;

/// The release of the sample's first `rows` rows.
fn release(rows: usize) -> Protected<Release> {
    release_under(None, rows)
}

/// The same under another policy than the sample's own.
fn release_under(policy: Option<Policy>, rows: usize) -> Protected<Release> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-sample");
    let text = |file: &str| std::fs::read_to_string(folder.join(file)).expect("the sample's file");
    let report = Report::parse(&text("report.toml"), "report.toml").expect("plan");
    let own = Codebook::parse(&text(&report.data.codebook), "codebook.toml").expect("codebook");
    let codebook = study::derived_codebook(&own, &report.observation).expect("derived codebook");
    let plan = study::plan(&codebook, own.len()).expect("plan of tables");
    let options = ingest::table_options(&report.data.file, &report.data.mapping, &own);
    let cases = text(&report.data.file).lines().take(rows.saturating_add(1)).collect::<Vec<_>>().join("\n");
    let table = table::read(cases.as_bytes(), &options).expect("case file");
    let rules = Rules { cutoff: report.observation.cutoff, threshold: 8 };
    let cases = ingest::ingest(&table, &report.data.mapping, &own, &rules).cases;
    let set = AnalysisSet::build(&cases, &codebook, &report.observation);
    let policy = policy.unwrap_or(Policy::of(report.disclosure.policy));
    let question = Question {
        plan: &plan,
        codebook: &codebook,
        own_variables: own.len(),
        observation: &report.observation,
        roll_up_below: 3 * policy.threshold(),
        // Whoever asks for lives by mistake: the door holds them back.
        lives: true,
    };
    let quality = QualityCounts::default();
    let results = analyse(&question, &cases, &set, quality);
    let (edition, cutoff) = (report.identity.edition.as_str(), report.observation.cutoff);
    protect(&results, &Terms { policy, headline: &report.disclosure.headline, edition, cutoff })
}

fn sample_of(rows: usize) -> BTreeMap<String, Chart> {
    let strings = Strings::embedded(Language::English).expect("strings");
    charts(&release(rows), &strings).expect("charts")
}

fn sample() -> BTreeMap<String, Chart> {
    sample_of(usize::MAX)
}

fn sheet(width_pt: f64, alone: bool) -> Sheet {
    let caption = alone.then(|| Caption {
        title: "A finding in words that is rather longer than the figure is wide, so that it takes two lines".into(),
        subtitle: "Measure, unit, population".into(),
        note: "<8 stands for 0 to 7.".into(),
        source: "Simulated case file.".into(),
    });
    let stamp = Some("INTERNAL – for the data protection officer".into());
    let (title, description) = ("Figure".into(), "What it shows".into());
    Sheet { width_pt, language: Language::English, title, description, caption, stamp, theme: Theme::default() }
}

fn draw(chart: &Chart, width: f64, alone: bool) -> Figure {
    chart.draw(&sheet(width, alone)).expect("draws")
}

#[test]
fn every_chart_of_the_sample_is_sound() {
    let charts = sample();
    assert!(charts.len() > 25, "{:?}", charts.keys());
    for (id, chart) in &charts {
        for (width, alone) in [(323.0, false), (465.0, false), (465.0, true)] {
            let figure = draw(chart, width, alone);
            assert_eq!(figure.faults(), Vec::<String>::new(), "{id} at {width}");
            assert!(figure.height_pt() < 650.0, "{id} does not fit a page: {}", figure.height_pt());
            assert!(figure.svg.contains("INTERNAL – for the data protection officer"), "{id} carries its stamp");
        }
    }
}

/// Lives of single persons pass the door under policy `internal` alone, even where they were asked for.
#[test]
fn lives_are_drawn_for_the_office_alone() {
    let strings = Strings::embedded(Language::English).expect("strings");
    let public = release(usize::MAX);
    assert!(public.lives.is_none() && !public.facts.keys().any(|name| name.starts_with("lives")));
    assert!(!charts(&public, &strings).expect("charts").contains_key("fig.lives"));
    let internal = release_under(Some(Policy::Internal), usize::MAX);
    let count = |name: &str| internal.facts[name].value.value().expect("an exact count");
    assert!(count("lives") > 20.0, "{}", count("lives"));
    assert_eq!(count("lives") + count("lives_undated"), count("known_retrafficked"));
    let charts = charts(&internal, &strings).expect("charts");
    for (width, alone) in [(323.0, false), (465.0, false), (465.0, true)] {
        let figure = draw(&charts["fig.lives"], width, alone);
        assert_eq!(figure.faults(), Vec::<String>::new());
        assert!(figure.svg.contains("INTERNAL – for the data protection officer"));
    }
}

#[test]
fn both_episodes_and_what_is_missing_are_drawn() {
    let charts = sample();
    for (id, kind) in [
        ("before_later", "slopes"),
        ("control_before_later", "slopes"),
        ("not_recorded", "matrix"),
        ("exploitation_transition", "flow"),
    ] {
        let found = match charts.get(&format!("fig.{id}")) {
            Some(Chart::Slopes(_)) => "slopes",
            Some(Chart::Heat(_)) => "matrix",
            Some(Chart::Flow(_)) => "flow",
            _ => "nothing",
        };
        assert_eq!(found, kind, "{id}");
    }
    // A flow that leads elsewhere and one that does not can be told apart, and a withheld one is neither.
    let Some(Chart::Flow(flow)) = charts.get("fig.exploitation_transition") else { panic!("no flow") };
    for link in &flow.links {
        let same = flow.left[link.from].label == flow.right[link.to].label;
        assert_eq!(link.role == retraffic::figure::Role::Rest, same);
    }
    assert!(flow.links.iter().any(|l| l.value.value().is_none()));
}

#[test]
fn both_episodes_are_asked_alike_and_stand_in_one_table() {
    let release = release(usize::MAX);
    let pairs: Vec<&str> = release.pairs().map(|pair| pair.0).collect();
    assert_eq!(pairs, ["exploitation", "control", "crossing"]);
    let strings = Strings::embedded(Language::English).expect("strings");
    let sheets = retraffic::document::extra_sheets(&release, &strings, "").expect("sheets");
    let printed = format!("{:?}", sheets["before_later"].rows);
    for (id, before, later) in release.pairs() {
        assert_eq!(before.rows.len(), later.rows.len(), "{id}");
        for row in &before.rows {
            let other = later.row(row.answer).unwrap_or_else(|| panic!("{id} asks {:?} once", row.answer));
            let shares = [row, other].map(|r| r.cells.last().and_then(|c| c.share_known.as_ref()));
            for share in shares.into_iter().flatten() {
                assert!(printed.contains(&format!("{:?}", share.value)), "{id} {:?}", share.value);
            }
        }
    }
}

#[test]
fn every_chart_of_the_sample_makes_a_slide() {
    for (id, chart) in &sample() {
        let words = sheet(465.0, true).caption.expect("words");
        let slide = chart
            .slide(&words, "What it shows", Some("Simulated data"), (Language::English, &Theme::default()))
            .expect("draws");
        let slide = slide.unwrap_or_else(|| panic!("{id} has too much for a slide"));
        assert_eq!((slide.width_pt(), slide.height_pt()), (960.0, 540.0), "{id}");
        assert_eq!(slide.faults(), Vec::<String>::new(), "{id}");
        let least = slide.geometry().texts.iter().map(|t| t.size).min().unwrap_or(0);
        assert!(least >= 150, "{id} has letters of {} pt", f64::from(least) / 20.0);
    }
}

#[test]
fn a_colour_means_the_same_on_every_page() {
    use retraffic::figure::Role;
    for (id, chart) in &sample() {
        let roles: Vec<Role> = match chart {
            Chart::Bars(bars) => bars.rows.iter().map(|r| r.role).collect(),
            Chart::Columns(columns) => columns.panels.iter().map(|p| p.role).collect(),
            Chart::Pyramid(pyramid) => vec![pyramid.left.1, pyramid.right.1],
            Chart::Dots(dots) => dots.series.iter().map(|s| s.1).collect(),
            Chart::Multiples(multiples) => multiples.panels.iter().map(|p| p.stratum.role).collect(),
            _ => continue,
        };
        // Counts of everyone are grey; whatever tells of the re-trafficked has the first hue; the others have the second.
        let everyone = ["age_gender", "citizenship", "destination", "sector", "year"];
        let first = if everyone.contains(&id.trim_start_matches("fig.")) { Role::Rest } else { Role::Subject };
        let compared = matches!(chart, Chart::Dots(dots) if dots.series.len() == 2);
        let wanted = |place: usize| if compared && place == 1 { Role::Comparison } else { first };
        assert!(roles.iter().enumerate().all(|(place, role)| *role == wanted(place)), "{id}: {roles:?}");
    }
}

#[test]
fn charts_of_few_people_are_sound_or_left_out() {
    for rows in [1, 2, 30, 400] {
        for (id, chart) in &sample_of(rows) {
            let figure = draw(chart, 323.0, false);
            assert_eq!(figure.faults(), Vec::<String>::new(), "{id} of {rows} rows");
        }
    }
}

#[test]
fn every_chart_has_a_listed_name() {
    for id in sample().keys() {
        let name = id.strip_prefix("fig.").expect("a figure's name");
        assert!(retraffic::figure::IDS.contains(&name), "{id}");
    }
}

#[test]
fn charts_are_the_same_bytes_again() {
    let (first, second) = (sample(), sample());
    for (id, chart) in &first {
        assert_eq!(draw(chart, 465.0, true).svg, draw(&second[id], 465.0, true).svg, "{id}");
    }
}

#[test]
fn a_chart_draws_no_number_finer_than_it_prints() {
    // Bars are in proportion to printed counts, so equal texts are equal lengths.
    for chart in sample().values() {
        let Chart::Bars(bars) = chart else { continue };
        for pair in bars.rows.iter().flat_map(|a| bars.rows.iter().map(move |b| (a, b))) {
            let text = |row: &retraffic::figure::BarRow| retraffic::figure::number_text(&row.value, Language::English);
            if text(pair.0) == text(pair.1) {
                assert_eq!(pair.0.value.value(), pair.1.value.value());
            }
        }
    }
}

#[test]
fn pictures_show_their_text_in_the_embedded_fonts() {
    let charts = sample();
    let svg = draw(&charts["fig.gender"], 323.0, true).svg;
    let picture = png(&svg, 1.0, &Fonts::default()).expect("renders");
    let blank = png(&svg.replace("<text", "<g").replace("</text>", "</g>"), 1.0, &Fonts::default()).expect("renders");
    assert_ne!(picture, blank);
    assert_eq!(picture, png(&svg, 1.0, &Fonts::default()).expect("renders"));
}
