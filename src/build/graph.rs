//! What is made from what: sources, steps and targets with their fingerprints. Knows no file and no content.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::fingerprint::Fingerprint;

/// A node of one graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(u32);

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A file of the project, the program itself, or a parameter.
    Source,
    /// A result in memory.
    Step,
    /// A file of the output.
    Target,
}

/// One source, step or target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Name, unique in its graph: `codebook.toml`, `chart/gender.en`, `report.en.pdf`.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// What it is made from.
    pub inputs: Vec<NodeId>,
    /// What its content is; none for a target that is not made yet.
    pub print: Option<Fingerprint>,
}

/// Nodes, each after its inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    nodes: Vec<Node>,
    ids: BTreeMap<String, NodeId>,
}

/// Fingerprints of nodes by name, as they were when something was made.
pub type Snapshot = BTreeMap<String, Fingerprint>;

/// One node that is no longer what it was: its fingerprint then and now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Name of the node.
    pub name: String,
    /// Then; none where it is new.
    pub old: Option<Fingerprint>,
    /// Now; none where it is gone.
    pub new: Option<Fingerprint>,
}

impl Graph {
    /// Adds a node, or gives the one that has the name.
    pub fn add(
        &mut self,
        kind: Kind,
        name: impl Into<String>,
        inputs: &[NodeId],
        print: Option<Fingerprint>,
    ) -> NodeId {
        let name = name.into();
        if let Some(&id) = self.ids.get(&name) {
            return id;
        }
        let id = NodeId(self.nodes.len() as u32);
        self.ids.insert(name.clone(), id);
        self.nodes.push(Node { name, kind, inputs: inputs.to_vec(), print });
        id
    }

    /// A source.
    pub fn source(&mut self, name: impl Into<String>, print: Fingerprint) -> NodeId {
        self.add(Kind::Source, name, &[], Some(print))
    }

    /// A step.
    pub fn step(&mut self, name: impl Into<String>, inputs: &[NodeId], print: Fingerprint) -> NodeId {
        self.add(Kind::Step, name, inputs, Some(print))
    }

    /// A target.
    pub fn target(&mut self, name: impl Into<String>, inputs: &[NodeId], print: Option<Fingerprint>) -> NodeId {
        self.add(Kind::Target, name, inputs, print)
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The node of a name.
    pub fn find(&self, name: &str) -> Option<NodeId> {
        self.ids.get(name).copied()
    }

    /// All nodes, each after its inputs.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().enumerate().map(|(i, node)| (NodeId(i as u32), node))
    }

    /// The same node with another list of inputs: what turned out to be read.
    pub fn narrow(&mut self, id: NodeId, inputs: Vec<NodeId>) {
        self.nodes[id.0 as usize].inputs = inputs;
    }

    /// Names of a node's inputs.
    pub fn input_names(&self, id: NodeId) -> impl Iterator<Item = &str> {
        self.node(id).inputs.iter().map(|&input| self.node(input).name.as_str())
    }

    /// Fingerprints by name; targets that are not made yet have none.
    pub fn snapshot(&self) -> Snapshot {
        self.nodes.iter().filter_map(|n| Some((n.name.clone(), n.print?))).collect()
    }

    /// Whether a node is something else than it was then.
    fn changed(&self, id: NodeId, then: &Snapshot) -> bool {
        let node = self.node(id);
        then.get(&node.name) != node.print.as_ref()
    }

    fn change(&self, id: NodeId, then: &Snapshot) -> Change {
        let node = self.node(id);
        Change { name: node.name.clone(), old: then.get(&node.name).copied(), new: node.print }
    }

    /// Why a node changed: the way from it down to a changed source, step by step, for each source that changed.
    ///
    /// `inputs` are those that count for the node itself: what was read for it. A way holds changed nodes only, the node
    /// itself first, the source last. Steps without a fingerprint of their own (targets that are still to be made) are
    /// passed through.
    pub fn reasons(&self, id: NodeId, inputs: &[NodeId], then: &Snapshot) -> Vec<Vec<Change>> {
        let (mut ways, mut seen) = (Vec::new(), BTreeSet::new());
        self.walk(id, inputs, then, &mut Vec::new(), &mut seen, &mut ways);
        ways
    }

    fn walk(
        &self,
        id: NodeId,
        inputs: &[NodeId],
        then: &Snapshot,
        way: &mut Vec<Change>,
        seen: &mut BTreeSet<NodeId>,
        ways: &mut Vec<Vec<Change>>,
    ) {
        if !seen.insert(id) {
            return;
        }
        way.push(self.change(id, then));
        let changed = |&&input: &&NodeId| self.node(input).print.is_none() || self.changed(input, then);
        let mut deeper = inputs.iter().filter(changed).peekable();
        if deeper.peek().is_none() && self.changed(id, then) {
            ways.push(way.clone());
        }
        for &input in deeper {
            self.walk(input, &self.node(input).inputs, then, way, seen, ways);
        }
        way.pop();
    }

    /// The graph in the language of Graphviz.
    pub fn dot(&self) -> String {
        let mut out =
            String::from("digraph retraffic {\n  rankdir=LR;\n  node [fontname=\"sans-serif\", fontsize=10];\n");
        for (id, node) in self.nodes() {
            let shape = match node.kind {
                Kind::Source => "note",
                Kind::Step => "ellipse",
                Kind::Target => "box",
            };
            out.push_str(&format!("  n{} [shape={shape}, label={}];\n", id.0, quoted(&node.name)));
            for input in &node.inputs {
                out.push_str(&format!("  n{} -> n{};\n", input.0, id.0));
            }
        }
        out.push_str("}\n");
        out
    }

    /// The graph as JSON: name, kind, inputs, fingerprint of each node.
    pub fn json(&self) -> serde_json::Value {
        let nodes = self.nodes().map(|(id, node)| {
            serde_json::json!({
                "name": node.name, "kind": node.kind, "fingerprint": node.print,
                "inputs": self.input_names(id).collect::<Vec<_>>(),
            })
        });
        serde_json::json!({ "format": 1, "nodes": nodes.collect::<Vec<_>>() })
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(text: &str) -> Fingerprint {
        Fingerprint::plain(text.as_bytes())
    }

    /// codebook.toml -> release -> chart/a, chart/b -> report.
    fn graph(codebook: &str, a: &str, b: &str) -> (Graph, NodeId) {
        let mut graph = Graph::default();
        let file = graph.source("codebook.toml", print(codebook));
        let release = graph.step("release", &[file], print(codebook));
        let a = graph.step("chart/a", &[release], print(a));
        let b = graph.step("chart/b", &[release], print(b));
        let report = graph.target("report", &[a, b], None);
        (graph, report)
    }

    #[test]
    fn a_reason_leads_to_the_source_by_changed_nodes_alone() {
        let then = graph("old", "a", "b").0.snapshot();
        let (now, report) = graph("new", "a2", "b");
        let ways = now.reasons(report, &now.node(report).inputs, &then);
        let names: Vec<Vec<&str>> = ways.iter().map(|w| w.iter().map(|c| c.name.as_str()).collect()).collect();
        assert_eq!(names, [vec!["report", "chart/a", "release", "codebook.toml"]]);
        assert_eq!(ways[0][3].old, Some(print("old")));
        assert_eq!(ways[0][3].new, Some(print("new")));
    }

    #[test]
    fn nothing_changed_gives_no_reason_and_a_new_source_is_one() {
        let then = graph("old", "a", "b").0.snapshot();
        let (now, report) = graph("old", "a", "b");
        assert_eq!(now.reasons(report, &now.node(report).inputs, &then), Vec::<Vec<Change>>::new());
        let mut more = now.clone();
        let own = more.source("templates/en/a.typ.j2", print("own"));
        let step = more.step("narrative/a.en", &[own], print("text"));
        let target = more.target("other", &[step], None);
        assert_eq!(more.reasons(target, &[step], &then)[0].last().unwrap().old, None);
    }

    #[test]
    fn pictures_of_the_graph_are_whole() {
        let (graph, _) = graph("c", "a", "b");
        assert!(graph.dot().contains("label=\"chart/a\"") && graph.dot().contains("n0 -> n1;"));
        assert_eq!(graph.json()["nodes"].as_array().unwrap().len(), 5);
    }
}
