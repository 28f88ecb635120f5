//! What is not supported is named, with its node.

use expect_test::{expect, Expect};
use foldscheme::onnx::{import, Options};
use prost::Message;

/// The parts of an ONNX file that these tests write, with their numbers from onnx.proto.
#[derive(Clone, PartialEq, Message)]
struct Model {
    #[prost(message, optional, tag = "7")]
    graph: Option<Graph>,
    #[prost(message, repeated, tag = "8")]
    opset_import: Vec<Opset>,
}

#[derive(Clone, PartialEq, Message)]
struct Opset {
    #[prost(int64, tag = "2")]
    version: i64,
}

#[derive(Clone, PartialEq, Message)]
struct Graph {
    #[prost(message, repeated, tag = "1")]
    node: Vec<Node>,
    #[prost(message, repeated, tag = "5")]
    initializer: Vec<Tensor>,
    #[prost(message, repeated, tag = "11")]
    input: Vec<Info>,
    #[prost(message, repeated, tag = "12")]
    output: Vec<Info>,
}

#[derive(Clone, PartialEq, Message)]
struct Node {
    #[prost(string, repeated, tag = "1")]
    input: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    output: Vec<String>,
    #[prost(string, tag = "3")]
    name: String,
    #[prost(string, tag = "4")]
    op_type: String,
    #[prost(message, repeated, tag = "5")]
    attribute: Vec<Attribute>,
    #[prost(string, tag = "7")]
    domain: String,
}

#[derive(Clone, PartialEq, Message)]
struct Attribute {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(int64, tag = "3")]
    i: i64,
    #[prost(int64, repeated, tag = "8")]
    ints: Vec<i64>,
}

#[derive(Clone, PartialEq, Message)]
struct Tensor {
    #[prost(int64, repeated, tag = "1")]
    dims: Vec<i64>,
    #[prost(int32, tag = "2")]
    data_type: i32,
    #[prost(float, repeated, tag = "4")]
    float_data: Vec<f32>,
    #[prost(string, tag = "8")]
    name: String,
    #[prost(int32, tag = "14")]
    data_location: i32,
}

#[derive(Clone, PartialEq, Message)]
struct Info {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, optional, tag = "2")]
    ty: Option<Type>,
}

#[derive(Clone, PartialEq, Message)]
struct Type {
    #[prost(message, optional, tag = "1")]
    tensor: Option<TensorType>,
}

#[derive(Clone, PartialEq, Message)]
struct TensorType {
    #[prost(int32, tag = "1")]
    element: i32,
    #[prost(message, optional, tag = "2")]
    shape: Option<Shape>,
}

#[derive(Clone, PartialEq, Message)]
struct Shape {
    #[prost(message, repeated, tag = "1")]
    dim: Vec<Dim>,
}

#[derive(Clone, PartialEq, Message)]
struct Dim {
    #[prost(int64, optional, tag = "1")]
    value: Option<i64>,
}

fn info(name: &str, element: i32, shape: &[i64]) -> Info {
    let dim = shape
        .iter()
        .map(|n| Dim {
            value: (*n >= 0).then_some(*n),
        })
        .collect();
    Info {
        name: name.to_string(),
        ty: Some(Type {
            tensor: Some(TensorType {
                element,
                shape: Some(Shape { dim }),
            }),
        }),
    }
}

fn tensor(name: &str, dims: &[i64], values: &[f32]) -> Tensor {
    Tensor {
        dims: dims.to_vec(),
        data_type: 1,
        float_data: values.to_vec(),
        name: name.to_string(),
        data_location: 0,
    }
}

fn node(op: &str, inputs: &[&str], attribute: Vec<Attribute>) -> Node {
    Node {
        input: inputs.iter().map(|name| (*name).to_string()).collect(),
        output: vec!["y".to_string()],
        name: "n1".to_string(),
        op_type: op.to_string(),
        attribute,
        domain: String::new(),
    }
}

fn int(name: &str, i: i64) -> Attribute {
    Attribute {
        name: name.to_string(),
        i,
        ints: Vec::new(),
    }
}

fn ints(name: &str, ints: &[i64]) -> Attribute {
    Attribute {
        name: name.to_string(),
        i: 0,
        ints: ints.to_vec(),
    }
}

/// A model of one node, on `x` of four numbers, with constants `w` (4 by 2) and `k` (a kernel).
fn model(node: Node) -> Model {
    Model {
        graph: Some(Graph {
            node: vec![node],
            initializer: vec![
                tensor("w", &[4, 2], &[1.0; 8]),
                tensor("k", &[1, 1, 2, 2], &[1.0; 4]),
            ],
            input: vec![info("x", 1, &[-1, 4]), info("picture", 1, &[1, 1, 3, 3])],
            output: vec![info("y", 1, &[-1, 2])],
        }),
        opset_import: vec![Opset { version: 17 }],
    }
}

fn refusal(model: &Model) -> String {
    let imported = import(&model.encode_to_vec(), "x.onnx", &Options::default());
    imported.expect_err("a refusal").to_string()
}

fn check(model: &Model, message: Expect) {
    message.assert_eq(&refusal(model));
}

fn altered(change: impl FnOnce(&mut Graph)) -> Model {
    let mut model = model(node("MatMul", &["x", "w"], vec![]));
    change(model.graph.as_mut().expect("a graph"));
    model
}

#[test]
fn the_plain_model_is_imported() {
    let imported = import(
        &model(node("MatMul", &["x", "w"], vec![])).encode_to_vec(),
        "x.onnx",
        &Options::default(),
    )
    .expect("an import");
    expect![[""]].assert_eq(&imported.program);
    expect![[""]].assert_eq(&imported.state.to_string());
}

#[test]
fn operators_and_attributes_are_named_with_their_node() {
    check(&model(node("LSTM", &["x"], vec![])), expect![[""]]);
    let mut other = node("Gemm", &["x", "w"], vec![]);
    other.domain = "com.example".to_string();
    check(&model(other), expect![[""]]);
    check(
        &model(node("Gemm", &["x", "w"], vec![int("transA", 1)])),
        expect![[""]],
    );
    check(
        &model(node("Gemm", &["x", "w"], vec![int("transB", 1)])),
        expect![[""]],
    );
    check(
        &model(node("Relu", &["x"], vec![int("alpha", 1)])),
        expect![[""]],
    );
    check(&model(node("Relu", &["nothing"], vec![])), expect![[""]]);
    check(&model(node("Relu", &[], vec![])), expect![[""]]);
    check(&model(node("MatMul", &["x", "x"], vec![])), expect![[""]]);
    check(
        &model(node("Conv", &["picture", "k"], vec![int("group", 2)])),
        expect![[""]],
    );
    check(
        &model(node(
            "Conv",
            &["picture", "k"],
            vec![ints("strides", &[1, 2])],
        )),
        expect![[""]],
    );
    check(
        &model(node(
            "Conv",
            &["picture", "k"],
            vec![ints("dilations", &[2, 2])],
        )),
        expect![[""]],
    );
    check(
        &model(node(
            "Conv",
            &["picture", "k"],
            vec![ints("pads", &[-1, 0, 0, 0])],
        )),
        expect![[""]],
    );
    check(&model(node("Conv", &["x", "k"], vec![])), expect![[""]]);
    check(
        &model(node(
            "MaxPool",
            &["picture"],
            vec![ints("kernel_shape", &[2, 3])],
        )),
        expect![[""]],
    );
    check(
        &model(node(
            "MaxPool",
            &["picture"],
            vec![ints("kernel_shape", &[4, 4])],
        )),
        expect![[""]],
    );
    check(&model(node("Softmax", &["picture"], vec![])), expect![[""]]);
    check(
        &model(node("ArgMax", &["x"], vec![int("axis", 0)])),
        expect![[""]],
    );
    check(
        &model(node("QuantizeLinear", &["x", "w"], vec![])),
        expect![[""]],
    );
    check(
        &model(node("DequantizeLinear", &["x", "w"], vec![])),
        expect![[""]],
    );
}

#[test]
fn inputs_outputs_and_tensors_are_named() {
    check(
        &altered(|g| g.input[0] = info("x", 1, &[2, 4])),
        expect![[""]],
    );
    check(
        &altered(|g| g.input[0] = info("x", 1, &[-1, -1])),
        expect![[""]],
    );
    check(
        &altered(|g| g.input[0] = info("x", 8, &[1, 4])),
        expect![[""]],
    );
    check(
        &altered(|g| g.input[0] = info("x", 1, &[1, 1 << 40])),
        expect![[""]],
    );
    check(&altered(|g| g.input[0].ty = None), expect![[""]]);
    check(
        &altered(|g| g.output[0].name = "z".to_string()),
        expect![[""]],
    );
    check(&altered(|g| g.output.clear()), expect![[""]]);
    check(
        &altered(|g| g.initializer[0].float_data[3] = f32::NAN),
        expect![[""]],
    );
    check(
        &altered(|g| g.initializer[0].float_data[3] = 1e9),
        expect![[""]],
    );
    check(
        &altered(|g| g.initializer[0].float_data.truncate(7)),
        expect![[""]],
    );
    check(
        &altered(|g| g.initializer[0].dims = vec![-4, 2]),
        expect![[""]],
    );
    check(
        &altered(|g| g.initializer[0].dims = vec![1 << 40, 1 << 40]),
        expect![[""]],
    );
    check(&altered(|g| g.initializer[0].data_type = 10), expect![[""]]);
    check(
        &altered(|g| g.initializer[0].data_location = 1),
        expect![[""]],
    );
    let mut old = model(node("Relu", &["x"], vec![]));
    old.opset_import[0].version = 6;
    check(&old, expect![[""]]);
}
