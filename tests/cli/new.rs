//! `retraffic new`: what it recognises, what it never writes, and that a report comes of it.

use std::fmt::Write as _;

use super::stage::{Run, Stage};

/// A file as a French office exports it: semicolons, Windows-1252, day first, words of its own.
fn french(rows: usize) -> Vec<u8> {
    let mut text = String::from(
        "N° dossier;Sexe;Nationalité;Numéro d'épisode;Date d'entrée (jj/mm/aaaa);Date de sortie;Date d'identification;\
         Type d'exploitation;Titre de séjour;Prénom;Téléphone;Personne référente;Bureau;Remarques\r\n",
    );
    for i in 0..rows {
        let (day, month) = (i % 28 + 1, i % 12 + 1);
        let gender = ["Femmes et filles", "H", "Hommes et garçons"][i % 3];
        let country = ["Moldavie", "Albanie", "Roumanie"][i % 3];
        let kind = ["Exploitation sexuelle", "\"Travail forcé;Mendicité forcée\"", "Travail forcé"][i % 3];
        let office = ["Nord", "Sud"][i % 2];
        let keeper = ["Chloé Canarini", "Jean Canarowski"][i % 2];
        let _ = writeln!(
            text,
            "D{:04};{gender};{country};{};{day:02}/{month:02}/{};{day:02}/{month:02}/{};{day:02}.{month:02}.{};{kind};\
             {};Canariette;06 12 34 {:02} {:02};{keeper};{office};elle a dit canarinote\r",
            i / 2,
            i % 2 + 1,
            2001 + 3 * (i % 2),
            2002 + 3 * (i % 2),
            2003 + 3 * (i % 2),
            ["Oui", "Non", ""][i % 3],
            i % 100,
            i / 100,
        );
    }
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

/// The second line of a template of HTCDS.
const LABELS: &str =
    "First Name,Birthdate,Gender,Citizenship,Methods of Control,Highest Level of Education,,,,Case Owner\n";

/// Every byte that a run and its project hold, as text.
fn everything(stage: &Stage, folder: &str, run: &Run) -> String {
    let mut all = format!("{}{}", run.out, run.err);
    for (name, bytes) in stage.files(folder) {
        all.push_str(&name);
        all.push_str(&String::from_utf8_lossy(&bytes));
    }
    all
}

fn text(stage: &Stage, path: &str) -> String {
    std::fs::read_to_string(stage.path(path)).unwrap()
}

fn replace(stage: &Stage, path: &str, from: &str, to: &str) {
    let before = text(stage, path);
    assert!(before.contains(from), "{path} lacks {from}");
    stage.write(path, before.replace(from, to).as_bytes());
}

#[test]
fn a_native_file_gives_a_project_that_checks_builds_and_takes_templates() {
    let stage = Stage::project("new-native", 400);
    let run = stage.run(&["new", "mine", "--data", "project/cases.csv"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("Known by their own names: person_id, gender"), "{}", run.out);
    let plan = text(&stage, "mine/report.toml");
    assert!(plan.contains("file = \"../project/cases.csv\""), "{plan}");
    assert!(!everything(&stage, "mine", &run).contains("P000001"), "a row of the case file is in the project");
    assert_eq!(text(&stage, "mine/codebook.toml").matches("[[variable]]").count(), 25);
    let check = stage.run(&["check", "mine"]);
    assert_eq!(check.code, 0, "{}{}", check.out, check.err);
    assert!(check.out.contains("S009") && !check.out.contains("error["), "{}", check.out);
    replace(&stage, "mine/report.toml", "first_edition = false", "first_edition = true");
    let strict = stage.run(&["build", "mine", "--strict"]);
    assert_eq!(strict.code, 1, "places to fill in must stop a strict build");
    let build = stage.run(&["build", "mine"]);
    assert_eq!(build.code, 0, "{}", build.err);
    let report = stage.files("mine/output/public");
    assert!(report["report.en.pdf"].starts_with(b"%PDF"));
    // The program's own templates, written out, make the same report.
    assert_eq!(stage.run(&["new", "mine", "--eject"]).code, 0);
    assert!(stage.exists("mine/templates/en/evidence.typ.j2") && stage.exists("mine/templates/layout/theme.typ"));
    assert_eq!(stage.run(&["build", "mine"]).code, 0);
    assert!(stage.files("mine/output/public")["report.en.pdf"] == report["report.en.pdf"]);
}

#[test]
fn a_french_export_is_read_in_its_own_encoding_order_and_words() {
    let stage = Stage::empty("new-french");
    stage.write("export.csv", &french(240));
    let run = stage.run(&["new", "rapport", "--data", "export.csv", "--language", "fr,en"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("semicolon") && run.out.contains("Windows-1252"), "{}", run.out);
    let plan = text(&stage, "rapport/report.toml");
    for line in [
        "languages = [\"fr\", \"en\"]",
        "encoding = \"windows-1252\"",
        "dates = \"day-first\"",
        "person_id = \"N° dossier\"",
        "entry_date = \"Date d'entrée (jj/mm/aaaa)\"",
        "\"H\" = \"male\"",
        "\"Travail forcé\" = \"forced_labour\"",
        "cutoff = \"2006-12-31\"",
    ] {
        assert!(plan.contains(line), "{line} is not in\n{plan}");
    }
    let check = stage.run(&["check", "rapport"]);
    assert_eq!(check.code, 0, "{}{}", check.out, check.err);
    for code in ["error[", "D030", "D031", "D012", "D010"] {
        assert!(!check.out.contains(code), "{code}\n{}", check.out);
    }
    assert!(check.out.contains("240 rows read, 240 used"), "{}", check.out);
    assert!(stage.exists("rapport/text/fr/conclusions-after.md") && !stage.exists("rapport/text/es"));
}

/// Rare answers, names and notes are in no byte of the project or of what is said about it.
#[test]
fn no_canary_leaves_the_case_file() {
    let stage = Stage::empty("new-canaries");
    let mut bytes = french(240);
    // Six or seven people share an answer to a known question, and to one of the office's own; one gives it 21 times.
    for i in 0..27 {
        let person = if i < 6 { format!("E{i}") } else { "F1".into() };
        let (gender, office) = if i < 6 { ("Canarigender", "Canarioffice") } else { ("Canarione", "Canarislip") };
        let line = format!("{person};{gender};Canariland;{};;;;Canarikind;;x;;y;{office};z\r\n", i + 1);
        bytes.extend(line.bytes());
    }
    stage.write("export.csv", &bytes);
    let run = stage.run(&["new", "rapport", "--data", "export.csv", "--eject"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let all = everything(&stage, "rapport", &run);
    assert!(!all.to_lowercase().contains("canari") && !all.contains("Canarowski"), "{}", run.out);
    assert!(!all.contains("06 12 34") && !all.contains("D0001"));
    // Columns outside are named, with the reason; the office's own question is in.
    for name in ["Prénom", "Téléphone", "Personne référente", "Remarques"] {
        assert!(run.out.contains(name), "{name} is not told\n{}", run.out);
    }
    let codebook = text(&stage, "rapport/codebook.toml");
    assert!(codebook.contains("name = \"bureau\"") && codebook.contains("\"Nord\"") && codebook.contains("\"Sud\""));
    assert!(!codebook.contains("Personne"), "{codebook}");
}

#[test]
fn a_file_without_a_known_column_shows_none_of_its_first_line() {
    let stage = Stage::empty("new-unknown");
    for (name, data) in [
        ("words", "Canarivarda;Canarifarbe\nrot;blau\n".to_owned()),
        ("answers", format!("Canarice,education,control\n{}", "Canarice,education,control\n".repeat(9))),
        ("headless", "P1,Canari Popescu,2004-05-17,female,Moldova\nP2,Ion Canaru,2004-05-18,male,Moldova\n".to_owned()),
    ] {
        let (file, folder) = (format!("{name}.csv"), format!("{name}-report"));
        stage.write(&file, data.as_bytes());
        let run = stage.run(&["new", &folder, "--data", &file]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(run.err.contains("warning[B057]"), "{}", run.err);
        assert!(!everything(&stage, &folder, &run).contains("Canar"), "{}", run.out);
        if name == "answers" {
            // One of its words is the name of a variable, so `check` would read that column.
            continue;
        }
        let check = stage.run(&["check", &folder]);
        assert_eq!(check.code, 1);
        assert!(check.err.contains("error[S003] report.toml:"), "{}", check.err);
        replace(&stage, &format!("{folder}/report.toml"), "FILL IN: such as ", "");
        let check = stage.run(&["check", &folder]);
        assert_eq!(check.code, 1);
        assert!(check.out.contains("error[D001]") && !check.out.contains("Canar"), "{}", check.out);
    }
}

#[test]
fn fields_of_the_standards_are_known_and_those_that_name_persons_are_not_read() {
    let stage = Stage::empty("new-standards");
    let mut text = String::from(
        "prs_FirstName,prs_Birthdate,prs_Gender,prs_Citizenship,vic_Methods_of_Control,prs_HighestLevelOfEducation,\
         isForcedLabour,isSexualExploit,assistance_type/shelter,cas_CaseOwner\n",
    );
    text.push_str(LABELS);
    for i in 0..40 {
        let gender = ["Feminine", "Masculine\u{a0}"][i % 2];
        let means = ["DebtBondage ;FalsePromises", "PhysicalAbuse"][i % 2];
        let _ =
            writeln!(text, "Canarina,1980-01-02,{gender},MDA,{means},PrimaryEducation,{},1,{},Canarek", i % 2, i % 2);
    }
    stage.write("htcds.csv", text.as_bytes());
    let run = stage.run(&["new", "report", "--data", "htcds.csv"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("B061"), "{}", run.err);
    let plan = text_of_plan(&stage);
    for line in [
        "gender = \"prs_Gender\"",
        "means_of_control = \"vic_Methods_of_Control\"",
        "\"DebtBondage\" = \"debt_bondage\"",
        "\"PrimaryEducation\" = \"primary\"",
        "forced_labour = \"isForcedLabour\"",
        "shelter = \"assistance_type/shelter\"",
    ] {
        assert!(plan.contains(line), "{line} is not in\n{plan}");
    }
    assert!(!everything(&stage, "report", &run).contains("Canar"));
    replace(&stage, "report/report.toml", "FILL IN: such as ", "");
    replace(&stage, "htcds.csv", LABELS, "");
    let check = stage.run(&["check", "report"]);
    assert_eq!(check.code, 0, "{}{}", check.out, check.err);
    assert!(!check.out.contains("D030") && !check.out.contains("D036"), "{}", check.out);
}

fn text_of_plan(stage: &Stage) -> String {
    text(stage, "report/report.toml")
}

#[test]
fn an_empty_project_says_what_is_to_be_filled_in() {
    let stage = Stage::empty("new-blank");
    let run = stage.run(&["new", "here/and/there", "--language", "es"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let names: Vec<String> = stage.files("here/and/there").into_keys().collect();
    assert!(names.iter().any(|name| name == "text/es/acknowledgements-after.md"), "{names:?}");
    assert!(!names.iter().any(|name| name.starts_with("templates/")), "{names:?}");
    let ignored = text(&stage, "here/and/there/.gitignore");
    assert!(["*.csv", "*.xlsx", "/output/private/", "/output/internal/"].iter().all(|line| ignored.contains(line)));
    let check = stage.run(&["check", "here/and/there"]);
    assert_eq!(check.code, 1);
    assert!(check.err.contains("error[S003] report.toml:") && check.err.contains("data.cutoff"), "{}", check.err);
    replace(&stage, "here/and/there/report.toml", "FILL IN: such as ", "");
    let check = stage.run(&["check", "here/and/there"]);
    assert!(check.code != 0 && format!("{}{}", check.out, check.err).contains("T001"), "{}{}", check.out, check.err);
}

#[test]
fn nothing_that_is_there_is_written_over() {
    let stage = Stage::project("new-keeps", 60);
    stage.write("notes/diary.txt", b"mine");
    stage.write("file", b"mine");
    for (folder, words) in [("notes", "not empty"), ("file", "a file has this name"), ("project", "--eject")] {
        let before = stage.files(".");
        let run = stage.run(&["new", folder, "--data", "project/cases.csv"]);
        assert_eq!(run.code, 7, "{folder}: {}", run.err);
        assert!(run.err.contains("error[B050]") && run.err.contains(words), "{}", run.err);
        assert!(stage.files(".") == before, "{folder}");
    }
    // A wrong file leaves nothing either.
    stage.write("empty.csv", b"");
    let before = stage.files(".");
    for (file, code) in
        [("nowhere.csv", "B056"), ("none/cases.csv", "B056"), ("project", "T002"), ("empty.csv", "T005")]
    {
        let run = stage.run(&["new", "fresh", "--data", file]);
        assert_eq!(run.code, 1, "{}", run.err);
        assert!(run.err.contains(code), "{}", run.err);
        assert!(!stage.exists("fresh") && stage.files(".") == before);
    }
    std::fs::create_dir(stage.path("vacant")).unwrap();
    assert_eq!(stage.run(&["new", "vacant"]).code, 0);
    assert!(stage.exists("vacant/report.toml"));
    // A template of the project's own stays, and the others come beside it.
    stage.write("project/templates/en/summary.typ.j2", b"mine");
    let before = stage.files("project");
    let run = stage.run(&["new", "project", "--eject"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("1 file was there already"), "{}", run.out);
    let after = stage.files("project");
    assert!(before.iter().all(|(name, bytes)| after[name] == *bytes));
    assert!(after.contains_key("templates/en/strings.toml") && after.contains_key("templates/references.bib"));
    assert!(after.keys().all(|name| !name.starts_with(".new-")), "what was staged is left");
    let again = stage.run(&["new", "project", "--eject"]);
    assert!(again.code == 0 && stage.files("project") == after, "{}", again.err);
}

#[test]
fn several_answers_are_read_whatever_stands_between_them() {
    let stage = Stage::empty("new-between");
    for (sign, file) in [(" ", "kobo.csv"), (",", "excel.csv")] {
        let means = format!("\"debt_bondage{sign}threats\"");
        let mut rows = String::from("gender,means_of_control,assistance_type\n");
        (0..20).for_each(|_| rows.push_str(&format!("female,{means},Legal aid\n")));
        stage.write(file, rows.as_bytes());
        let folder = file.trim_end_matches(".csv");
        let run = stage.run(&["new", folder, "--data", file]);
        assert!(run.code == 0 && !run.err.contains("B060"), "{}", run.err);
        let plan = text(&stage, &format!("{folder}/report.toml"));
        assert!(plan.contains(&format!("\nbetween = \"{sign}\"")), "{plan}");
        assert!(
            plan.contains("\"threats\" = \"physical_threats\"") && plan.contains("\"Legal aid\" = \"legal\""),
            "{plan}"
        );
        replace(&stage, &format!("{folder}/report.toml"), "FILL IN: such as ", "");
        let check = stage.run(&["check", folder]);
        assert!(check.code == 0 && !check.out.contains("D030"), "{}{}", check.out, check.err);
    }
}

/// The same file gives the same project, and the order of its dates is told where it cannot be seen.
#[test]
fn a_guess_that_the_file_does_not_bear_out_is_told() {
    let stage = Stage::empty("new-guess");
    let mut rows = String::from("case id,sex,date of entry,date of exit\n");
    (0..30).for_each(|i| {
        let _ = writeln!(
            rows,
            "C{i},{},0{}/0{}/2004,0{}/0{}/2005",
            ["F", "M"][i % 2],
            i % 9 + 1,
            i % 7 + 1,
            i % 9 + 1,
            i % 7 + 1
        );
    });
    stage.write("ambiguous.csv", rows.as_bytes());
    let run = stage.run(&["new", "one", "--data", "ambiguous.csv"]);
    assert!(run.code == 0 && run.err.contains("B059") && run.err.contains("B058"), "{}", run.err);
    stage.write("american.csv", rows.replace("C0,F,01/01/2004", "C0,F,01/31/2004").as_bytes());
    let run = stage.run(&["new", "two", "--data", "american.csv"]);
    assert!(run.code == 0 && !run.err.contains("B059"), "{}", run.err);
    assert!(text(&stage, "two/report.toml").contains("dates = \"month-first\""));
    assert_eq!(stage.run(&["new", "three", "--data", "american.csv"]).code, 0);
    assert!(stage.files("two") == stage.files("three"));
}
