//! What changed from one list to another: records added, changed, withdrawn and gone.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::model::Record;

/// A field of a record that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The field; those inside the exposure as `exposure.status`.
    pub field: String,
    /// What it was; absent where it was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What it is; absent where it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// A record of one of the lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A record that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Its id.
    pub id: String,
    /// Its name in the second list.
    pub name: String,
    /// The fields that differ, by name.
    pub fields: Vec<FieldChange>,
}

/// A record that was withdrawn, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WithdrawnRecord {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Since when.
    pub on: String,
    /// Why.
    pub reason: String,
}

/// What changed, each kind in the order of the ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Records that the first list does not have.
    pub added: Vec<Named>,
    /// Records that both have and that differ in more than a withdrawal.
    pub changed: Vec<Changed>,
    /// Records that the second list withdraws and the first does not.
    pub withdrawn: Vec<WithdrawnRecord>,
    /// Records that the second list does not have. A list should withdraw instead.
    pub removed: Vec<Named>,
}

impl Changes {
    /// What changed from the records of one list to those of another.
    ///
    /// # Errors
    /// None for what a record can hold.
    pub fn between(before: &[Record], after: &[Record]) -> Result<Self, serde_json::Error> {
        let by_id = |records| -> BTreeMap<&str, &Record> {
            let records: &[Record] = records;
            records
                .iter()
                .map(|record| (record.id.as_str(), record))
                .collect()
        };
        let named = |record: &Record| Named {
            id: record.id.clone(),
            name: record.name.clone(),
        };
        let (old, new) = (by_id(before), by_id(after));
        let mut changes = Self::default();
        for (id, record) in &new {
            let was = old.get(id).copied();
            if was.is_none() {
                changes.added.push(named(record));
            }
            let mut fields = match was {
                Some(was) if was != *record => fields(was, record)?,
                _ => Vec::new(),
            };
            if let Some(withdrawn) = &record.withdrawn
                && was.is_none_or(|was| was.withdrawn.is_none())
            {
                fields.retain(|change| change.field != "withdrawn");
                changes.withdrawn.push(WithdrawnRecord {
                    id: record.id.clone(),
                    name: record.name.clone(),
                    on: withdrawn.on.to_string(),
                    reason: withdrawn.reason.clone(),
                });
            }
            if !fields.is_empty() {
                changes.changed.push(Changed {
                    id: record.id.clone(),
                    name: record.name.clone(),
                    fields,
                });
            }
        }
        changes.removed = old
            .iter()
            .filter(|(id, _)| !new.contains_key(*id))
            .map(|(_, record)| named(record))
            .collect();
        Ok(changes)
    }
}

fn fields(before: &Record, after: &Record) -> Result<Vec<FieldChange>, serde_json::Error> {
    let (before, after) = (flat(before)?, flat(after)?);
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    Ok(names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .map(|name| FieldChange {
            field: name.clone(),
            before: before.get(name).cloned(),
            after: after.get(name).cloned(),
        })
        .collect())
}

/// The fields of a record by name, those of its exposure beside the others.
fn flat(record: &Record) -> Result<BTreeMap<String, Value>, serde_json::Error> {
    let mut flat = BTreeMap::new();
    if let Value::Object(fields) = serde_json::to_value(record)? {
        for (name, value) in fields {
            match value {
                Value::Object(inner) if name == "exposure" => {
                    flat.extend(
                        inner
                            .into_iter()
                            .map(|(field, value)| (format!("{name}.{field}"), value)),
                    );
                }
                value => {
                    flat.insert(name, value);
                }
            }
        }
    }
    Ok(flat)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(lines: &[&str]) -> Vec<Record> {
        lines
            .iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn each_kind_of_change_is_told() {
        let exposure = |status: &str| {
            format!(r#""exposure":{{"status":"{status}","route":"own-server","acknowledged_by":"press"}}"#)
        };
        let before = records(&[
            r#"{"id":"gone","name":"Gone"}"#,
            &format!(r#"{{"id":"more","name":"More",{}}}"#, exposure("possible")),
            r#"{"id":"same","name":"Same"}"#,
            r#"{"id":"wrong","name":"Wrong"}"#,
            r#"{"id":"back","name":"Back","withdrawn":{"on":"2024","reason":"A doubt."}}"#,
        ]);
        let after = records(&[
            r#"{"id":"new","name":"New"}"#,
            &format!(r#"{{"id":"more","name":"More",{}}}"#, exposure("reported")),
            r#"{"id":"same","name":"Same"}"#,
            r#"{"id":"wrong","name":"Wrong","withdrawn":{"on":"2026-12-01","reason":"Another one."}}"#,
            r#"{"id":"back","name":"Back"}"#,
        ]);
        let changes = Changes::between(&before, &after).unwrap();
        let ids = |named: &[Named]| named.iter().map(|n| n.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&changes.added), ["new"]);
        assert_eq!(ids(&changes.removed), ["gone"]);
        assert_eq!(changes.withdrawn.len(), 1);
        assert_eq!(
            (changes.withdrawn[0].id.as_str(), changes.withdrawn[0].on.as_str()),
            ("wrong", "2026-12-01")
        );
        let changed: Vec<(&str, &str)> = changes
            .changed
            .iter()
            .flat_map(|c| c.fields.iter().map(|f| (c.id.as_str(), f.field.as_str())))
            .collect();
        assert_eq!(changed, [("back", "withdrawn"), ("more", "exposure.status")]);
        assert_eq!(Changes::between(&after, &after).unwrap(), Changes::default());
    }
}
