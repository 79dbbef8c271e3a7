//! The typeset report read back: hostile labels, and the reader that other tests use.

pub mod pdf;

use pdf::Pdf;
use retraffic::calendar::{Day, Moment};
use retraffic::document::{
    Cell, Citation, Column, ColumnKind, Fact, FigureSheet, Imprint, Manuscript, Meta, Part, PartKind, Row, TableSheet,
    Templates, typeset,
};
use retraffic::language::{Language, Strings};

const HOSTILE: &str = "#panic() *b* _i_ $x$ `r` <l> @r [z] \"q\" \\ // c = h #import \"/report.json\": a; <<x>> <%y%>";

fn meta(title: &str) -> Meta {
    let day = |year, month, day| Day::from_civil(year, month, day).unwrap();
    Meta {
        title: title.into(),
        subtitle: title.into(),
        organisation: title.into(),
        edition: "1".into(),
        cutoff: day(2009, 12, 31),
        date: Moment::midnight(day(2010, 1, 1)),
        policy: title.into(),
        program: "retraffic".into(),
        simulated: false,
        recipient: Some(title.into()),
        keywords: vec![title.into()],
        description: title.into(),
        imprint: Imprint {
            authors: vec![title.into()],
            publisher: title.into(),
            isbn: Some(title.into()),
            issn: Some(title.into()),
            doi: Some(title.into()),
            license: title.into(),
            citation: Citation { before: title.into(), title: title.into(), after: title.into() },
        },
    }
}

fn manuscript(label: &str) -> Manuscript {
    let mut manuscript = Manuscript::new(Language::English, meta(label));
    manuscript.parts = vec![Part::new("imprint", PartKind::Front), Part::new("only", PartKind::Chapter)];
    manuscript.facts.insert("label".into(), Fact::Label(label.into()));
    manuscript.absent.insert("gone".into(), label.into());
    manuscript.lists.insert("labels".into(), vec![label.into(), label.into()]);
    manuscript.tables.insert(
        "t".into(),
        TableSheet {
            title: label.into(),
            subtitle: label.into(),
            columns: vec![Column::new(label, ColumnKind::Label), Column::new(label, ColumnKind::Text).over(label)],
            rows: vec![Row::Group(label.into()), Row::indented(vec![Cell::text(label), Cell::text(label)])],
            notes: vec![label.into()],
            source: label.into(),
            wide: true,
        },
    );
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100pt\" height=\"40pt\" viewBox=\"0 0 100 40\">\
               <rect width=\"100\" height=\"40\" fill=\"#0b5470\"/></svg>";
    manuscript.figures.insert(
        "f".into(),
        FigureSheet {
            svg: svg.into(),
            alt: label.into(),
            title: label.into(),
            subtitle: label.into(),
            note: label.into(),
            source: label.into(),
            width: 100.0,
            height: 40.0,
        },
    );
    manuscript
}

const CHAPTER: &str = "#chapter(\"only\")[<< fact(\"label\") >>][<< fact(\"label\") >>]
<< fact(\"label\") >>(x)[y] << list(\"labels\")|and >> << why(\"gone\") >>
#key-figures(columns: 2, key-figure([<< fact(\"label\") >>], [l], detail: [<< fact(\"label\") >>]))
#margin-note[<< fact(\"label\") >>]
#panel(<< fact(\"label\")|code >>)[<< fact(\"label\") >>]
<< ref(\"t\") >> << ref(\"f\") >>

<< table(\"t\") >>
<< figure(\"f\") >>
";

#[test]
fn a_label_is_text_wherever_it_stands() {
    let templates = Templates::embedded().with("en/only.typ.j2", CHAPTER);
    let strings = Strings::embedded(Language::English).unwrap();
    let print = typeset(&manuscript(HOSTILE), &templates, &strings).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let pdf = Pdf::read(&print.bytes);
    pdf.assert_standards();
    // The imprint of so many long labels runs over to a second page.
    pdf.assert_layout(4);
    assert_eq!(pdf.attachments(), []);
    assert!(pdf.outline().iter().any(|title| title.contains(HOSTILE)), "{:?}", pdf.outline());
    let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let times = squeezed(&pdf.whole_text()).matches(&squeezed("#panic() *b* _i_ $x$")).count();
    assert!(times >= 15, "the label stands {times} times");
    let alt = pdf.tags().into_iter().find_map(|tag| tag.alt);
    assert_eq!(alt.as_deref(), Some(HOSTILE));
}

#[test]
fn every_template_of_the_repository_is_embedded() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let embedded = Templates::embedded();
    for folder in ["layout", "en"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{folder}/{}", path.file_name().unwrap().to_str().unwrap());
            if name.ends_with(".typ") || name.ends_with(".typ.j2") {
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(embedded.get(&name) == Some(text.as_str()), "{name} is not in the list of embedded templates");
            }
        }
    }
}

#[test]
fn a_script_without_a_font_is_an_error_and_never_an_empty_box() {
    let templates = Templates::embedded().with("en/only.typ.j2", CHAPTER);
    let strings = Strings::embedded(Language::English).unwrap();
    let faults = typeset(&manuscript("国"), &templates, &strings).unwrap_err();
    assert!(faults.iter().all(|fault| fault.is_error()) && !faults.is_empty());
    let arabic = typeset(&manuscript("عربي"), &templates, &strings).unwrap_or_else(|faults| panic!("{faults:#?}"));
    Pdf::read(&arabic.bytes).assert_standards();
}
