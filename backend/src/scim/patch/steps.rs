//! Where an operation leads: its path, or the names in an object that stands for many paths.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Op;
use crate::scim::body::shown;
use crate::scim::filter::{Filter, PatchPath};
use crate::scim::resources::Place;
use crate::scim::respond::{ScimFault, ScimResult, ScimType};
use crate::scim::schemas::{Attribute, ResourceType, Schema};
use crate::scim::tolerances;

/// One thing that an operation does.
#[derive(Debug)]
pub struct Step<'a> {
    /// The number of its operation, from 0.
    pub operation: usize,
    /// What it does.
    pub op: Op,
    /// To which attribute.
    pub place: Place,
    /// To which elements of the attribute.
    pub filter: Option<Filter>,
    /// To which sub-attribute.
    pub part: Option<&'static Attribute>,
    /// With which value.
    pub value: Option<&'a Value>,
}

impl Step<'_> {
    /// Whether it is about the members of a group.
    pub fn is_about_members(&self) -> bool {
        self.place.attribute.name == "members"
    }

    /// What the step is about, for refusals.
    pub fn name(&self) -> String {
        match self.part {
            Some(part) => format!("{}.{}", self.place.name(), part.name),
            None => self.place.name(),
        }
    }
}

/// What a path names.
enum Target {
    /// An attribute, some of its elements, a sub-attribute.
    Attribute { place: Place, filter: Option<Filter>, part: Option<&'static Attribute> },
    /// Everything of an extension.
    Extension(&'static Schema),
    /// The resource itself.
    Resource,
    /// Nothing that is kept here.
    Unknown,
}

/// The steps of an operation.
///
/// # Errors
/// When the path cannot be read or leads to what cannot be written; when there is no value.
pub(super) fn of<'a>(
    kind: &'static ResourceType,
    operation: usize,
    op: Op,
    path: Option<&str>,
    value: Option<&'a Value>,
) -> ScimResult<Vec<Step<'a>>> {
    let target = match path {
        Some(path) => find(kind, path)?,
        None => Target::Resource,
    };
    if value.is_none() && op != Op::Remove {
        return Err(ScimFault::bad(ScimType::InvalidValue, format!("\"{op}\" needs a value.")));
    }
    match target {
        Target::Attribute { place, filter, part } => {
            let step = Step { operation, op, place, filter, part, value };
            check_writable(&step)?;
            Ok(vec![step])
        }
        Target::Extension(schema) if op == Op::Remove => {
            let places =
                schema.attributes.iter().map(|attribute| Place { extension: Some(schema), attribute });
            let removal = |place| Step { operation, op, place, filter: None, part: None, value: None };
            Ok(places.map(removal).collect())
        }
        Target::Extension(schema) => extension_members(operation, op, schema, value),
        Target::Resource if op == Op::Remove => {
            Err(ScimFault::bad(ScimType::NoTarget, "\"remove\" needs a path."))
        }
        Target::Resource => members(kind, operation, op, value),
        Target::Unknown => Ok(Vec::new()),
    }
}

fn check_writable(step: &Step<'_>) -> ScimResult<()> {
    let read_only = !step.place.attribute.is_written() || step.part.is_some_and(|part| !part.is_written());
    if read_only {
        let detail = format!("{} is read-only.", step.name());
        return Err(ScimFault::bad(ScimType::Mutability, detail));
    }
    let required = step.place.attribute.required && step.part.is_none();
    if required && step.op == Op::Remove {
        let detail = format!("{} is required and cannot be removed.", step.name());
        return Err(ScimFault::bad(ScimType::Mutability, detail));
    }
    if step.filter.is_some() && !step.place.attribute.many {
        let detail = format!("{} has one value only, so there is none to choose.", step.place.name());
        return Err(ScimFault::bad(ScimType::InvalidPath, detail));
    }
    Ok(())
}

fn find(kind: &'static ResourceType, path: &str) -> ScimResult<Target> {
    let repaired = tolerances::dot_after_urn(kind, path);
    let path = PatchPath::parse(repaired.as_deref().unwrap_or(path)).map_err(|fault| fault.in_path())?;
    Ok(target(kind, path))
}

fn target(kind: &'static ResourceType, path: PatchPath) -> Target {
    let extension = path.schema.as_deref().and_then(|schema| kind.extension(schema));
    let is_ours = path.schema.as_deref().is_none_or(|schema| kind.is_core(schema)) || extension.is_some();
    if path.attribute.is_empty() {
        return match extension {
            Some(extension) => Target::Extension(extension),
            None if is_ours => Target::Resource,
            None => Target::Unknown,
        };
    }
    let place = match extension {
        Some(schema) => schema.attribute(&path.attribute).map(|attribute| (Some(schema), attribute)),
        None if is_ours => {
            let core = kind.attribute(&path.attribute).map(|attribute| (None, attribute));
            let of_extension = || tolerances::extension_without_urn(kind, &path.attribute);
            core.or_else(|| of_extension().map(|(schema, attribute)| (Some(schema), attribute)))
        }
        None => None,
    };
    let Some((extension, attribute)) = place else { return Target::Unknown };
    let part = match &path.sub_attribute {
        None => None,
        Some(name) => match attribute.part(name) {
            Some(part) => Some(part),
            None if !attribute.is_written() => None,
            None => return Target::Unknown,
        },
    };
    Target::Attribute { place: Place { extension, attribute }, filter: path.filter, part }
}

/// The steps of an operation without a path: its value is an object whose names are paths (RFC 7644, section
/// 3.5.2.1; Entra ID writes sub-attributes with a dot and those of an extension with its URN). What is read-only or
/// not known here is passed over, as in a POST.
fn members<'a>(
    kind: &'static ResourceType,
    operation: usize,
    op: Op,
    value: Option<&'a Value>,
) -> ScimResult<Vec<Step<'a>>> {
    let Some(Value::Object(members)) = value else {
        let detail = format!("\"{op}\" without a path needs an object as its value.");
        return Err(ScimFault::bad(ScimType::InvalidValue, detail));
    };
    let mut steps = Vec::new();
    let mut said = Said::default();
    for (name, value) in members {
        let found = match find(kind, name) {
            Ok(found) => found,
            Err(fault) if name.contains('[') => return Err(fault),
            Err(_) => Target::Unknown,
        };
        match found {
            Target::Attribute { place, filter, part } => {
                let written = place.attribute.is_written() && part.is_none_or(Attribute::is_written);
                if written {
                    let step = Step { operation, op, place, filter, part, value: Some(value) };
                    check_writable(&step)?;
                    said.once(&step, name)?;
                    steps.push(step);
                }
            }
            Target::Extension(schema) => {
                for step in extension_members(operation, op, schema, Some(value))? {
                    said.once(&step, &format!("{} in {name}", step.name()))?;
                    steps.push(step);
                }
            }
            Target::Resource | Target::Unknown => {}
        }
    }
    Ok(steps)
}

/// What an object has said so far: what a name leads to, with the name.
#[derive(Default)]
struct Said(BTreeMap<String, String>);

impl Said {
    /// Refuses what is said under two names (C-04), as in a POST.
    fn once(&mut self, step: &Step<'_>, name: &str) -> ScimResult<()> {
        let attribute = name.split('[').next().unwrap_or(name);
        let elements =
            if step.filter.is_some() { name.get(attribute.len()..).unwrap_or_default() } else { "" };
        let leads_to = format!("{}{}", step.name(), elements.to_ascii_lowercase());
        match self.0.insert(leads_to, attribute.to_owned()) {
            None => Ok(()),
            Some(before) => {
                let detail =
                    format!("The value says {} twice: as \"{before}\" and as \"{attribute}\".", step.name());
                Err(ScimFault::bad(ScimType::InvalidSyntax, detail))
            }
        }
    }
}

fn extension_members<'a>(
    operation: usize,
    op: Op,
    schema: &'static Schema,
    value: Option<&'a Value>,
) -> ScimResult<Vec<Step<'a>>> {
    let Some(Value::Object(members)) = value else {
        let detail = format!("{} must be an object.", shown(schema.id));
        return Err(ScimFault::bad(ScimType::InvalidValue, detail));
    };
    let mut steps = Vec::new();
    for (name, value) in members {
        let (name, part) = match name.split_once('.') {
            Some((name, part)) => (name, Some(part)),
            None => (name.as_str(), None),
        };
        let Some(attribute) = schema.attribute(name).filter(|attribute| attribute.is_written()) else {
            continue;
        };
        let part = match part {
            None => None,
            Some(part) => match attribute.part(part).filter(|part| part.is_written()) {
                Some(part) => Some(part),
                None => continue,
            },
        };
        let place = Place { extension: Some(schema), attribute };
        steps.push(Step { operation, op, place, filter: None, part, value: Some(value) });
    }
    Ok(steps)
}
