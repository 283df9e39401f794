//! The pages: what each is made of, how its files are named, and what it may weigh.
//!
//! A page is a document, one style sheet, a start script, a JavaScript module and a WebAssembly file. All but the
//! document carry their content's hash in their name, so that they may be cached for ever. The start script is a file
//! of its own, and the document holds no script: the content security policy needs no exception.

use std::fmt;

use crate::output::{Output, hash};
use crate::{Places, Problem, css, read_text, wasm};

/// An entry point of the frontend.
pub struct Page {
    /// Name of the compiled binary.
    pub name: &'static str,
    /// Its document in `dist/`.
    pub document: &'static str,
    /// What that is made from, in the frontend's folder.
    pub template: &'static str,
    /// The folder of the style sheets that it has besides the common ones.
    styles: &'static str,
    /// How the report calls it.
    title: &'static str,
    /// Bytes it may weigh, everything compressed with brotli.
    limit: usize,
}

/// What people see, and what administrators see, in parts: nobody loads another's code.
pub const PAGES: [Page; 5] = [
    Page {
        name: "portal",
        document: "index.html",
        template: "index.html",
        styles: "portal",
        title: "sign-in + portal",
        limit: 250_000,
    },
    console("console", "console.html", "console"),
    console("people", "people.html", "console, people"),
    console("access", "access.html", "console, access"),
    console("permissions", "permissions.html", "console, permissions"),
];

/// A part of the console: all have one document and one style sheet.
const fn console(name: &'static str, document: &'static str, title: &'static str) -> Page {
    Page { name, document, template: "console.html", styles: "console", title, limit: 400_000 }
}

/// Makes every file of the page.
pub fn build(page: &Page, places: &Places) -> Result<Output, Problem> {
    let template_file = page.template_file(places);
    let template = read_text(&template_file)?;
    let scratch = places.stamp.parent().unwrap_or(&places.wasm);
    std::fs::create_dir_all(scratch).map_err(|error| format!("{}: {error}", scratch.display()))?;
    let compiled = wasm::bind(&page.wasm_file(places), page.name, places.wasm_opt.as_deref(), scratch)?;

    let mut files = Output::default();
    let mut asset = |stem: &str, extension: &str, content: Vec<u8>| {
        let path = format!("assets/{stem}-{}.{extension}", hash(&content));
        files.add(path.clone(), content);
        format!("/{path}")
    };
    let style = css::sheet(&places.frontend.join("styles"), page.styles)?;
    let style = asset(page.styles, "css", style.into_bytes());
    let wasm = asset(page.name, "wasm", compiled.wasm);
    let module = asset(page.name, "js", compiled.module.into_bytes());
    let start = asset(&format!("{}-start", page.name), "js", start_script(&module, &wasm).into_bytes());

    let document =
        fill(&template, &[("style", &style), ("start", &start), ("module", &module), ("wasm", &wasm)])
            .map_err(|problem| format!("{}: {problem}", template_file.display()))?;
    files.add(page.document.to_owned(), document.into_bytes());
    Ok(files)
}

/// Starts the WebAssembly; when it cannot be loaded, the document says so (a class the style sheet acts on).
fn start_script(module: &str, wasm: &str) -> String {
    format!(
        "import init from '{module}';\n\
         init({{ module_or_path: '{wasm}' }}).catch((error) => {{\n  \
           document.documentElement.classList.add('start-failed');\n  \
           throw error;\n\
         }});\n"
    )
}

/// Puts the addresses where the template names them, as `{{style}}`. The style sheet and the start script must be
/// named; the module and the WebAssembly may be, to load them early.
fn fill(template: &str, addresses: &[(&str, &str)]) -> Result<String, Problem> {
    let mut document = String::with_capacity(template.len());
    let mut named = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").ok_or("a `{{` is never closed")?;
        let found = addresses.iter().find(|(known, _)| *known == name.trim());
        let (known, address) = found.ok_or_else(|| format!("`{{{{{name}}}}}` is not known"))?;
        named.push(*known);
        document.push_str(before);
        document.push_str(address);
        rest = after;
    }
    document.push_str(rest);
    for needed in ["style", "start"] {
        if !named.contains(&needed) {
            return Err(format!("`{{{{{needed}}}}}` is missing"));
        }
    }
    Ok(document)
}

/// A page on the scales.
pub struct Weighed {
    title: &'static str,
    limit: usize,
    /// Bytes of each file over the wire, heaviest first.
    parts: Vec<(String, usize)>,
}

impl Weighed {
    /// Weighs all files of the page as a browser that knows brotli loads them.
    pub fn new(page: &Page, files: &Output) -> Self {
        let mut parts = files.brotli_sizes();
        parts.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
        Self { title: page.title, limit: page.limit, parts }
    }

    fn bytes(&self) -> usize {
        self.parts.iter().map(|(_, bytes)| bytes).sum()
    }

    /// Whether the page must not be shipped like this.
    pub fn is_too_heavy(&self) -> bool {
        self.bytes() > self.limit
    }
}

impl fmt::Display for Weighed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kilobytes = |bytes: usize| format!("{:.1} KB", bytes as f64 / 1000.0);
        let (title, total, limit) = (self.title, kilobytes(self.bytes()), self.limit / 1000);
        write!(f, "page weight, brotli: {title:<20} {total:>9} of {limit} KB (")?;
        for (i, (name, bytes)) in self.parts.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            let kind = name.rsplit_once('.').map_or(name.as_str(), |(_, extension)| extension);
            write!(f, "{comma}{kind} {}", kilobytes(*bytes))?;
        }
        write!(f, ")")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESSES: [(&str, &str); 3] = [("style", "/s.css"), ("start", "/s.js"), ("wasm", "/w.wasm")];

    #[test]
    fn a_template_gets_its_addresses() {
        let filled = fill("<link href={{style}}><script src=\"{{ start }}\">", &ADDRESSES);
        assert_eq!(filled.unwrap(), "<link href=/s.css><script src=\"/s.js\">");
    }

    #[test]
    fn a_template_without_style_or_start_is_refused() {
        assert_eq!(fill("{{style}}", &ADDRESSES).unwrap_err(), "`{{start}}` is missing");
        assert_eq!(fill("{{start}} {{wasm}}", &ADDRESSES).unwrap_err(), "`{{style}}` is missing");
    }

    #[test]
    fn a_name_nobody_knows_is_refused() {
        assert_eq!(fill("{{style}}{{start}}{{logo}}", &ADDRESSES).unwrap_err(), "`{{logo}}` is not known");
        assert_eq!(fill("{{style}}{{start", &ADDRESSES).unwrap_err(), "a `{{` is never closed");
    }

    #[test]
    fn the_start_script_names_module_and_wasm() {
        let script = start_script("/assets/p-1.js", "/assets/p-2.wasm");
        assert!(
            script.starts_with(
                "import init from '/assets/p-1.js';\ninit({ module_or_path: '/assets/p-2.wasm' })"
            )
        );
    }

    #[test]
    fn a_page_over_its_limit_is_too_heavy() {
        let weigh = |bytes| Weighed { title: "portal", limit: 1000, parts: vec![("a.js".into(), bytes)] };
        assert!(!weigh(1000).is_too_heavy());
        assert!(weigh(1001).is_too_heavy());
        assert_eq!(
            weigh(700).to_string(),
            "page weight, brotli: portal                  0.7 KB of 1 KB (js 0.7 KB)"
        );
    }
}
