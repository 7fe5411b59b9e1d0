//! The templates of letters, and how they are filled in.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior, context};

use super::language::Locale;
use super::{Context, Language, LetterError, Markup, Recipient};

/// Every template: name, language, text. A test fails while a file of the folder is not here.
pub(super) const TEMPLATES: &[(&str, Language, &str)] = &[
    ("head", Language::English, include_str!("templates/head.en.md")),
    ("head", Language::German, include_str!("templates/head.de.md")),
    ("head", Language::French, include_str!("templates/head.fr.md")),
    ("known", Language::English, include_str!("templates/known.en.md")),
    ("known", Language::German, include_str!("templates/known.de.md")),
    ("known", Language::French, include_str!("templates/known.fr.md")),
    ("claim", Language::English, include_str!("templates/claim.en.md")),
    ("claim", Language::German, include_str!("templates/claim.de.md")),
    ("claim", Language::French, include_str!("templates/claim.fr.md")),
    ("end", Language::English, include_str!("templates/end.en.md")),
    ("end", Language::German, include_str!("templates/end.de.md")),
    ("end", Language::French, include_str!("templates/end.fr.md")),
    (
        "employer",
        Language::English,
        include_str!("templates/employer.en.md"),
    ),
    (
        "employer",
        Language::German,
        include_str!("templates/employer.de.md"),
    ),
    (
        "employer",
        Language::French,
        include_str!("templates/employer.fr.md"),
    ),
    (
        "supplier",
        Language::English,
        include_str!("templates/supplier.en.md"),
    ),
    (
        "supplier",
        Language::German,
        include_str!("templates/supplier.de.md"),
    ),
    (
        "supplier",
        Language::French,
        include_str!("templates/supplier.fr.md"),
    ),
    (
        "vendor",
        Language::English,
        include_str!("templates/vendor.en.md"),
    ),
    ("vendor", Language::German, include_str!("templates/vendor.de.md")),
    ("vendor", Language::French, include_str!("templates/vendor.fr.md")),
];

/// Fills in the template of a letter.
///
/// Every value is escaped for the markup when it is set in, but for the numbers of sources and their lines, which come
/// escaped; a name that a template misspells is an error rather than a gap.
pub(super) fn fill(
    letter: Recipient,
    markup: Markup,
    locale: &Locale,
    context: &Context<'_>,
    sources: Vec<String>,
) -> Result<String, LetterError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build()?,
    );
    environment.set_formatter(move |out, _state, value| {
        if value.is_safe() {
            out.write_str(&value.to_string())?;
        } else {
            out.write_str(&markup.value(&value.to_string()))?;
        }
        Ok(())
    });
    for (name, language, source) in TEMPLATES {
        if *language == locale.language {
            let source = locale.typography(&markup.template(source)).into_owned();
            environment.add_template_owned(format!("{name}.{language}.md"), source)?;
        }
    }
    let sources: Vec<Value> = sources.into_iter().map(Value::from_safe_string).collect();
    let template = environment.get_template(&format!("{}.{}.md", letter.word(), locale.language))?;
    Ok(template.render(context! { sources, ..Value::from(Serde(context)) })?)
}
