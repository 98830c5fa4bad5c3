/**
 * TensorFlow's C API: open a library, run ops, build and run graphs, load SavedModels.
 *
 * The lowest floor of the engine; see its README for who owns what. Importing it opens nothing.
 *
 * @module
 */

export { type HostTensor, type TensorBytes } from "./tensor.ts";
export { AttrKind, type AttrValue, type OpAttr } from "./op_attrs.ts";
export { type Device } from "./device.ts";
export { DisposedError } from "./native.ts";
export { CudaDriver, CudaDriverError, type CudaGpu } from "./cuda_driver.ts";
export { EagerContext, type EagerContextOptions, type ExecuteAsyncOptions } from "./eager.ts";
export { encodeConfig, type SessionConfig } from "./config.ts";
export { type Feed, Session, type TraceRequest } from "./session.ts";
export {
  FunctionProfiler,
  type FunctionProfilerOptions,
  type FunctionTrace,
  type ProfiledArgument,
} from "./function_profiler.ts";
export type { KernelRun, NodeResult, NodeRun, RunTrace, TraceDetail } from "./run_metadata.ts";
export {
  FUNCTION_CALL,
  functionCall,
  type FunctionCallOptions,
  type FunctionOptions,
  GraphFunction,
  namedCall,
} from "./function.ts";
export { Graph, type NodeOptions, type Output } from "./graph.ts";
export { NodeAttrs } from "./attr_value.ts";
export { type OpArgument, type OpAttribute, type OpDefinition } from "./op_definition.ts";
export { type Library, LibraryError, MINIMUM_VERSION, openLibrary } from "./library.ts";
export type { Hear } from "./native_log.ts";
export {
  type Capture,
  type MetaGraph,
  readSavedModelFile,
  type Saver,
  type Signature,
  type SignatureTensor,
} from "./meta_graph.ts";
export { type SavedModelOptions, SavedModelSession, type SavedVariable } from "./saved_model.ts";
export { CODES, Status, type StatusCode, type StatusContext, TensorFlowError } from "./status.ts";
export {
  type Opened,
  OPTIONAL_SYMBOLS,
  REQUIRED_SYMBOLS,
  type Symbols,
  TF_Output,
  VERSION_SYMBOLS,
} from "./symbols.ts";
