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
    expect![[r#"
        ; x.onnx: ONNX, version 17 of the operators
        ; Imported by `foldscheme import`. A step is an inference; the state is the network's last output.

        (define-type activation (fixed 32 16))

        (define-weights w : (mat 2 4 (fixed 16 14))) ; transposed

        (define-step (model [y : (vec 2 activation)]
                            [x : (vec 4 activation) private]
                            [picture : (tensor (1 3 3) activation) private])
          ; MatMul `n1`
          (define y-2 (as activation (matvec w x)))
          y-2)
    "#]].assert_eq(&imported.program);
    expect![[r#"{"y":[0,0]}"#]].assert_eq(&imported.state.to_string());
}

#[test]
fn operators_and_attributes_are_named_with_their_node() {
    check(
        &model(node("LSTM", &["x"], vec![])),
        expect![[r#"
        node `n1`: the operator LSTM is not supported
          = help: supported are Add ArgMax Constant Conv DequantizeLinear Flatten Gemm Identity MatMul MaxPool QLinearConv QLinearMatMul QuantizeLinear Relu Reshape Softmax"#]],
    );
    let mut other = node("Gemm", &["x", "w"], vec![]);
    other.domain = "com.example".to_string();
    check(
        &model(other),
        expect![[r#"
        node `n1`: the operator com.example.Gemm is not supported
          = help: supported are Add ArgMax Constant Conv DequantizeLinear Flatten Gemm Identity MatMul MaxPool QLinearConv QLinearMatMul QuantizeLinear Relu Reshape Softmax"#]],
    );
    check(
        &model(node("Gemm", &["x", "w"], vec![int("transA", 1)])),
        expect!["node `n1` (Gemm): the attribute `transA` is 1; only 0 is supported"],
    );
    check(
        &model(node("Gemm", &["x", "w"], vec![int("transB", 1)])),
        expect!["node `n1` (Gemm): the shapes [1, 4] and [4, 2] don't fit"],
    );
    check(
        &model(node("Relu", &["x"], vec![int("alpha", 1)])),
        expect!["node `n1` (Relu): the attribute `alpha` is not supported"],
    );
    check(&model(node("Relu", &["nothing"], vec![])), expect!["node `n1` (Relu): its input `nothing` is neither a constant, nor an input of the model, nor computed before"]);
    check(
        &model(node("Relu", &[], vec![])),
        expect!["node `n1` (Relu): input 0 is missing"],
    );
    check(
        &model(node("MatMul", &["x", "x"], vec![])),
        expect![
            "node `n1` (MatMul): one of its inputs must be a constant, and the other one must not"
        ],
    );
    check(
        &model(node("Conv", &["picture", "k"], vec![int("group", 2)])),
        expect!["node `n1` (Conv): the attribute `group` is 2; only 1 is supported"],
    );
    check(
        &model(node(
            "Conv",
            &["picture", "k"],
            vec![ints("strides", &[1, 2])],
        )),
        expect!["node `n1` (Conv): the attribute `strides` is [1, 2]; two equal positive numbers are supported"],
    );
    check(
        &model(node(
            "Conv",
            &["picture", "k"],
            vec![ints("dilations", &[2, 2])],
        )),
        expect!["node `n1` (Conv): the attribute `dilations` is [2, 2]; only 1 is supported"],
    );
    check(
        &model(node(
            "Conv",
            &["picture", "k"],
            vec![ints("pads", &[-1, 0, 0, 0])],
        )),
        expect!["node `n1` (Conv): the attribute `pads` is [-1, 0, 0, 0]; four numbers, none negative, are supported"],
    );
    check(&model(node("Conv", &["x", "k"], vec![])), expect!["node `n1` (Conv): pictures of shape [1, 4] and kernels of shape [1, 1, 2, 2] don't fit; two-dimensional ones are supported"]);
    check(
        &model(node(
            "MaxPool",
            &["picture"],
            vec![ints("kernel_shape", &[2, 3])],
        )),
        expect!["node `n1` (MaxPool): the attribute `kernel_shape` is [2, 3]; two equal numbers are supported"],
    );
    check(
        &model(node(
            "MaxPool",
            &["picture"],
            vec![ints("kernel_shape", &[4, 4])],
        )),
        expect!["node `n1` (MaxPool): windows of [4, 4] over pictures of [3, 3]"],
    );
    check(&model(node("Softmax", &["picture"], vec![])), expect!["node `n1` (Softmax): only the last axis of a vector is supported; `axis` is -1, and the shape is [1, 1, 3, 3]"]);
    check(
        &model(node("ArgMax", &["x"], vec![int("axis", 0)])),
        expect!["node `n1` (ArgMax): only the last axis of a vector is supported; `axis` is 0, and the shape is [1, 4]"],
    );
    check(
        &model(node("QuantizeLinear", &["x", "w"], vec![])),
        expect!["node `n1` (QuantizeLinear): a scale must be one positive number, or one for each channel"],
    );
    check(
        &model(node("DequantizeLinear", &["x", "w"], vec![])),
        expect!["node `n1` (DequantizeLinear): a scale must be one positive number, or one for each channel"],
    );
}

#[test]
fn inputs_outputs_and_tensors_are_named() {
    check(
        &altered(|g| g.input[0] = info("x", 1, &[2, 4])),
        expect!["input `x`: it is a batch of 2; only one at a time is supported: a step is an inference"],
    );
    check(
        &altered(|g| g.input[0] = info("x", 1, &[-1, -1])),
        expect!["input `x`: its size along axis 1 is not fixed; only that of the batch, axis 0, may be open"],
    );
    check(
        &altered(|g| g.input[0] = info("x", 8, &[1, 4])),
        expect!["input `x`: elements of type string are not supported"],
    );
    check(
        &altered(|g| g.input[0] = info("x", 1, &[1, 1 << 40])),
        expect!["input `x`: its shape [1, 1099511627776] is too large"],
    );
    check(
        &altered(|g| g.input[0].ty = None),
        expect!["input `x`: it is no tensor"],
    );
    check(
        &altered(|g| g.output[0].name = "z".to_string()),
        expect!["output `z`: no node computes it"],
    );
    check(
        &altered(|g| g.output.clear()),
        expect!["this is no ONNX model: the graph has no output"],
    );
    check(
        &altered(|g| g.initializer[0].float_data[3] = f32::NAN),
        expect!["tensor `w`: element 3 is NaN"],
    );
    check(
        &altered(|g| g.initializer[0].float_data[3] = 1e9),
        expect![[r#"
            tensor `w`: its elements are too large for 16 bits
              = help: `--weight-bits N` gives weights more bits"#]],
    );
    check(
        &altered(|g| g.initializer[0].float_data.truncate(7)),
        expect!["tensor `w`: its shape [4, 2] has 8 elements, and its data 7"],
    );
    check(
        &altered(|g| g.initializer[0].dims = vec![-4, 2]),
        expect!["tensor `w`: its shape is [-4, 2]"],
    );
    check(
        &altered(|g| g.initializer[0].dims = vec![1 << 40, 1 << 40]),
        expect!["tensor `w`: its shape [1099511627776, 1099511627776] is too large"],
    );
    check(
        &altered(|g| g.initializer[0].data_type = 10),
        expect!["tensor `w`: elements of type float16 are not supported"],
    );
    check(
        &altered(|g| g.initializer[0].data_location = 1),
        expect![
            "tensor `w`: its data is in another file; save the model with all data in one file"
        ],
    );
    let mut old = model(node("Relu", &["x"], vec![]));
    old.opset_import[0].version = 6;
    check(
        &old,
        expect![[r#"
        the model's operators are of version 6; versions 7 to 28 are supported
          = help: `onnx.version_converter.convert_version` changes the version"#]],
    );
}

/// Files of a few kilobytes that stood for gigabytes.
#[test]
fn what_would_make_far_more_than_the_file_holds_is_refused() {
    let large = |shape: &[i64]| {
        let mut model = model(node("Relu", &["x"], vec![]));
        if let Some(graph) = &mut model.graph {
            graph.input = vec![info("x", 1, shape)];
        }
        model
    };
    let mut outputs = large(&[1, 1 << 19]);
    if let Some(graph) = &mut outputs.graph {
        graph.output = vec![info("y", 1, &[1, 1 << 19]); 3];
    }
    check(
        &outputs,
        expect!["output `y`: with it the outputs have more than 1048576 elements"],
    );

    // Each constant of two numbers is repeated half a million times.
    let mut sums = large(&[1, 1 << 18, 2]);
    if let Some(graph) = &mut sums.graph {
        graph.node.clear();
        for i in 0..20 {
            let constant = format!("w{i}");
            let inputs = [&*format!("x{i}"), &constant];
            let mut sum = node("Add", &inputs, vec![]);
            sum.output = vec![format!("x{}", i + 1)];
            graph.node.push(sum);
            graph.initializer.push(tensor(&constant, &[2], &[1.0, 2.0]));
        }
        graph.input[0].name = "x0".to_string();
        graph.output = vec![info("x20", 1, &[1, 1 << 18, 2])];
    }
    check(
        &sums,
        expect!["tensor `w16`: with what becomes of it there are more than 8388608 weights"],
    );

    check(
        &large(&[1; 9]),
        expect!["input `x`: its shape [1, 1, 1, 1, 1, 1, 1, 1, 1] is too large"],
    );
    // So many axes that walking through them one by one would exhaust the stack.
    let mut deep = Vec::new();
    large(&vec![1; 1 << 20]).encode(&mut deep).expect("encodes");
    let error = import(&deep, "deep.onnx", &Options::default()).expect_err("refused");
    assert!(error.to_string().ends_with(" is too large"));
}
