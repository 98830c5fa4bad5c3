/**
 * The part of TensorFlow's C API that Tensaur calls, as one table for `Deno.dlopen`.
 *
 * Every opaque C pointer is declared as `u64` and travels as a `bigint`: making a
 * `Deno.PointerObject` costs ten times as much as the call that wants it. `pointer` is used only
 * for memory that JavaScript itself reads. C names are kept; the C parameters stand on each line.
 *
 * @module
 */

const ptr = "u64" as const;
const view = "pointer" as const;
const buf = "buffer" as const;
const i32 = "i32" as const;
const i64 = "i64" as const;
const u8 = "u8" as const;
const f32 = "f32" as const;
const size = "usize" as const;
const nothing = "void" as const;

/** `TF_Output { TF_Operation* oper; int index; }`, passed by value. */
export const TF_Output = { struct: ["u64", "i32"] } as const;

/** Byte size of {@linkcode TF_Output} in memory, padding included. */
export const TF_OUTPUT_BYTES = 16;

/** What even the oldest supported library must have; opened first to read the version. */
export const VERSION_SYMBOLS = {
  TF_Version: { parameters: [], result: view }, // ()
} as const satisfies Deno.ForeignLibraryInterface;

/** Calls without which nothing works: a library that lacks one is refused when it is opened. */
// deno-fmt-ignore: one call a line
export const REQUIRED_SYMBOLS = {
  // status
  TF_NewStatus: { parameters: [], result: ptr }, // ()
  TF_DeleteStatus: { parameters: [ptr], result: nothing }, // (status)
  TF_SetStatus: { parameters: [ptr, i32, buf], result: nothing }, // (status, code, message)
  TF_GetCode: { parameters: [ptr], result: i32 }, // (status)
  TF_Message: { parameters: [ptr], result: view }, // (status)
  // buffers
  TF_NewBuffer: { parameters: [], result: ptr }, // ()
  TF_NewBufferFromString: { parameters: [buf, size], result: ptr }, // (proto, length)
  TF_DeleteBuffer: { parameters: [ptr], result: nothing }, // (buffer)
  // tensors
  TF_AllocateTensor: { parameters: [i32, buf, i32, size], result: ptr }, // (dtype, dims, rank, bytes)
  TF_DeleteTensor: { parameters: [ptr], result: nothing }, // (tensor)
  TF_TensorType: { parameters: [ptr], result: i32 }, // (tensor)
  TF_NumDims: { parameters: [ptr], result: i32 }, // (tensor)
  TF_Dim: { parameters: [ptr, i32], result: i64 }, // (tensor, axis)
  TF_TensorByteSize: { parameters: [ptr], result: size }, // (tensor)
  TF_TensorData: { parameters: [ptr], result: ptr }, // (tensor)
  TF_TensorElementCount: { parameters: [ptr], result: i64 }, // (tensor)
  // strings inside tensors
  TF_StringInit: { parameters: [ptr], result: nothing }, // (tstring)
  TF_StringCopy: { parameters: [ptr, buf, size], result: nothing }, // (tstring, bytes, length)
  TF_StringGetDataPointer: { parameters: [ptr], result: ptr }, // (tstring)
  TF_StringGetSize: { parameters: [ptr], result: size }, // (tstring)
  TF_StringDealloc: { parameters: [ptr], result: nothing }, // (tstring)
  // eager contexts
  TFE_NewContextOptions: { parameters: [], result: ptr }, // ()
  TFE_ContextOptionsSetConfig: { parameters: [ptr, buf, size, ptr], result: nothing }, // (options, proto, length, status)
  TFE_ContextOptionsSetDevicePlacementPolicy: { parameters: [ptr, i32], result: nothing }, // (options, policy)
  TFE_DeleteContextOptions: { parameters: [ptr], result: nothing }, // (options)
  TFE_NewContext: { parameters: [ptr, ptr], result: ptr }, // (options, status)
  TFE_DeleteContext: { parameters: [ptr], result: nothing }, // (context)
  TFE_ContextListDevices: { parameters: [ptr, ptr], result: ptr }, // (context, status)
  TFE_ContextClearCaches: { parameters: [ptr], result: nothing }, // (context)
  TFE_ContextAddFunction: { parameters: [ptr, ptr, ptr], result: nothing }, // (context, function, status)
  TFE_ContextAddFunctionDef: { parameters: [ptr, buf, size, ptr], result: nothing }, // (context, proto, length, status)
  TFE_ContextRemoveFunction: { parameters: [ptr, buf, ptr], result: nothing }, // (context, name, status)
  TFE_ContextHasFunction: { parameters: [ptr, buf], result: u8 }, // (context, name)
  // devices
  TF_DeviceListCount: { parameters: [ptr], result: i32 }, // (list)
  TF_DeviceListName: { parameters: [ptr, i32, ptr], result: view }, // (list, index, status)
  TF_DeviceListType: { parameters: [ptr, i32, ptr], result: view }, // (list, index, status)
  TF_DeviceListMemoryBytes: { parameters: [ptr, i32, ptr], result: i64 }, // (list, index, status)
  TF_DeleteDeviceList: { parameters: [ptr], result: nothing }, // (list)
  // eager tensor handles
  TFE_NewTensorHandle: { parameters: [ptr, ptr], result: ptr }, // (tensor, status)
  TFE_DeleteTensorHandle: { parameters: [ptr], result: nothing }, // (handle)
  TFE_TensorHandleDataType: { parameters: [ptr], result: i32 }, // (handle)
  TFE_TensorHandleNumDims: { parameters: [ptr, ptr], result: i32 }, // (handle, status)
  TFE_TensorHandleDim: { parameters: [ptr, i32, ptr], result: i64 }, // (handle, axis, status)
  TFE_TensorHandleResolve: { parameters: [ptr, ptr], result: ptr }, // (handle, status)
  TFE_TensorHandleCopySharingTensor: { parameters: [ptr, ptr], result: ptr }, // (handle, status)
  TFE_TensorHandleCopyToDevice: { parameters: [ptr, ptr, buf, ptr], result: ptr }, // (handle, context, device, status)
  TFE_TensorHandleBackingDeviceName: { parameters: [ptr, ptr], result: view }, // (handle, status)
  // eager ops
  TFE_NewOp: { parameters: [ptr, buf, ptr], result: ptr }, // (context, name, status)
  TFE_OpReset: { parameters: [ptr, buf, buf, ptr], result: nothing }, // (op, name, device, status)
  TFE_DeleteOp: { parameters: [ptr], result: nothing }, // (op)
  TFE_OpSetDevice: { parameters: [ptr, buf, ptr], result: nothing }, // (op, device, status)
  TFE_OpAddInput: { parameters: [ptr, ptr, ptr], result: nothing }, // (op, handle, status)
  TFE_OpSetAttrString: { parameters: [ptr, buf, buf, size], result: nothing }, // (op, attr, bytes, length)
  TFE_OpSetAttrStringList: { parameters: [ptr, buf, buf, buf, i32], result: nothing }, // (op, attr, pointers, lengths, count)
  TFE_OpSetAttrInt: { parameters: [ptr, buf, i64], result: nothing }, // (op, attr, value)
  TFE_OpSetAttrIntList: { parameters: [ptr, buf, buf, i32], result: nothing }, // (op, attr, values, count)
  TFE_OpSetAttrFloat: { parameters: [ptr, buf, f32], result: nothing }, // (op, attr, value)
  TFE_OpSetAttrFloatList: { parameters: [ptr, buf, buf, i32], result: nothing }, // (op, attr, values, count)
  TFE_OpSetAttrBool: { parameters: [ptr, buf, u8], result: nothing }, // (op, attr, value)
  TFE_OpSetAttrBoolList: { parameters: [ptr, buf, buf, i32], result: nothing }, // (op, attr, values, count)
  TFE_OpSetAttrType: { parameters: [ptr, buf, i32], result: nothing }, // (op, attr, dtype)
  TFE_OpSetAttrTypeList: { parameters: [ptr, buf, buf, i32], result: nothing }, // (op, attr, dtypes, count)
  TFE_OpSetAttrShape: { parameters: [ptr, buf, buf, i32, ptr], result: nothing }, // (op, attr, dims, rank, status)
  TFE_OpSetAttrTensor: { parameters: [ptr, buf, ptr, ptr], result: nothing }, // (op, attr, tensor, status)
  TFE_OpSetAttrFunctionName: { parameters: [ptr, buf, buf, size], result: nothing }, // (op, attr, name, length)
  TFE_Execute: { parameters: [ptr, buf, buf, ptr], result: nothing }, // (op, handles, count, status)
} as const satisfies Deno.ForeignLibraryInterface;

/** Calls that some builds lack: using one that is missing is an error that names it. */
// deno-fmt-ignore: one call a line
export const OPTIONAL_SYMBOLS = {
  // Found through the library's own dependencies where the platform's loader searches them.
  copyIn: { name: "memcpy", parameters: [ptr, buf, size], result: ptr, optional: true }, // (to, from, length)
  copyOut: { name: "memcpy", parameters: [buf, ptr, size], result: ptr, optional: true }, // (to, from, length)
  adviseMemory: { name: "madvise", parameters: [ptr, size, i32], result: i32, optional: true }, // (address, length, advice)
  // C++ functions of plain signature, by the names that compilers for Linux give them
  isGoogleCudaEnabled: { name: "_ZN10tensorflow19IsGoogleCudaEnabledEv", parameters: [], result: u8, optional: true }, // ()
  enableTensorFloat32: { name: "_ZN3tsl32enable_tensor_float_32_executionEb", parameters: [u8], result: nothing, optional: true }, // (enabled)
  tensorFloat32Enabled: { name: "_ZN3tsl33tensor_float_32_execution_enabledEv", parameters: [], result: u8, optional: true }, // ()
  // eager
  TFE_OpSetAttrValueProto: { parameters: [ptr, buf, buf, size, ptr], result: nothing, optional: true }, // (op, attr, proto, length, status)
  TFE_ExecuteNonBlocking: { name: "TFE_Execute", parameters: [ptr, buf, buf, ptr], result: nothing, nonblocking: true, optional: true }, // (op, handles, count, status)
  TFE_ResolveNonBlocking: { name: "TFE_TensorHandleResolve", parameters: [ptr, ptr], result: ptr, nonblocking: true, optional: true }, // (handle, status)
  TFE_ContextEnableRunMetadata: { parameters: [ptr], result: nothing, optional: true }, // (context)
  TFE_ContextDisableRunMetadata: { parameters: [ptr], result: nothing, optional: true }, // (context)
  TFE_ContextExportRunMetadata: { parameters: [ptr, ptr, ptr], result: nothing, optional: true }, // (context, buffer, status)
  TFE_ContextSetSoftDevicePlacement: { parameters: [ptr, u8, ptr], result: nothing, optional: true }, // (context, enable, status)
  TFE_NewCancellationManager: { parameters: [], result: ptr, optional: true }, // ()
  TFE_CancellationManagerStartCancel: { parameters: [ptr], result: nothing, optional: true }, // (manager)
  TFE_CancellationManagerIsCancelled: { parameters: [ptr], result: u8, optional: true }, // (manager)
  TFE_DeleteCancellationManager: { parameters: [ptr], result: nothing, optional: true }, // (manager)
  TFE_OpSetCancellationManager: { parameters: [ptr, ptr, ptr], result: nothing, optional: true }, // (op, manager, status)
  // buffers and registries
  TF_GetAllOpList: { parameters: [], result: ptr, optional: true }, // ()
  TF_GetRegisteredKernelsForOp: { parameters: [buf, ptr], result: ptr, optional: true }, // (name, status)
  // graphs
  TF_NewGraph: { parameters: [], result: ptr, optional: true }, // ()
  TF_DeleteGraph: { parameters: [ptr], result: nothing, optional: true }, // (graph)
  TF_NewOperation: { parameters: [ptr, buf, buf], result: ptr, optional: true }, // (graph, type, name)
  TF_FinishOperation: { parameters: [ptr, ptr], result: ptr, optional: true }, // (description, status)
  TF_SetDevice: { parameters: [ptr, buf], result: nothing, optional: true }, // (description, device)
  TF_AddInput: { parameters: [ptr, TF_Output], result: nothing, optional: true }, // (description, output)
  TF_AddInputList: { parameters: [ptr, buf, i32], result: nothing, optional: true }, // (description, outputs, count)
  TF_AddControlInput: { parameters: [ptr, ptr], result: nothing, optional: true }, // (description, operation)
  TF_SetAttrString: { parameters: [ptr, buf, buf, size], result: nothing, optional: true }, // (description, attr, bytes, length)
  TF_SetAttrStringList: { parameters: [ptr, buf, buf, buf, i32], result: nothing, optional: true }, // (description, attr, pointers, lengths, count)
  TF_SetAttrInt: { parameters: [ptr, buf, i64], result: nothing, optional: true }, // (description, attr, value)
  TF_SetAttrIntList: { parameters: [ptr, buf, buf, i32], result: nothing, optional: true }, // (description, attr, values, count)
  TF_SetAttrFloat: { parameters: [ptr, buf, f32], result: nothing, optional: true }, // (description, attr, value)
  TF_SetAttrFloatList: { parameters: [ptr, buf, buf, i32], result: nothing, optional: true }, // (description, attr, values, count)
  TF_SetAttrBool: { parameters: [ptr, buf, u8], result: nothing, optional: true }, // (description, attr, value)
  TF_SetAttrBoolList: { parameters: [ptr, buf, buf, i32], result: nothing, optional: true }, // (description, attr, values, count)
  TF_SetAttrType: { parameters: [ptr, buf, i32], result: nothing, optional: true }, // (description, attr, dtype)
  TF_SetAttrTypeList: { parameters: [ptr, buf, buf, i32], result: nothing, optional: true }, // (description, attr, dtypes, count)
  TF_SetAttrShape: { parameters: [ptr, buf, buf, i32], result: nothing, optional: true }, // (description, attr, dims, rank)
  TF_SetAttrTensor: { parameters: [ptr, buf, ptr, ptr], result: nothing, optional: true }, // (description, attr, tensor, status)
  TF_SetAttrValueProto: { parameters: [ptr, buf, buf, size, ptr], result: nothing, optional: true }, // (description, attr, proto, length, status)
  TF_SetAttrFuncName: { parameters: [ptr, buf, buf, size], result: nothing, optional: true }, // (description, attr, name, length)
  TF_OperationName: { parameters: [ptr], result: view, optional: true }, // (operation)
  TF_OperationOpType: { parameters: [ptr], result: view, optional: true }, // (operation)
  TF_OperationNumInputs: { parameters: [ptr], result: i32, optional: true }, // (operation)
  TF_OperationNumOutputs: { parameters: [ptr], result: i32, optional: true }, // (operation)
  TF_OperationGetAttrTensor: { parameters: [ptr, buf, buf, ptr], result: nothing, optional: true }, // (operation, attr, tensor, status)
  TF_OperationToNodeDef: { parameters: [ptr, ptr, ptr], result: nothing, optional: true }, // (operation, buffer, status)
  TF_OperationAllInputs: { parameters: [ptr, buf, i32], result: nothing, optional: true }, // (operation, outputs, count)
  TF_OperationNumControlInputs: { parameters: [ptr], result: i32, optional: true }, // (operation)
  TF_OperationOutputType: { parameters: [TF_Output], result: i32, optional: true }, // (output)
  TF_GraphGetTensorNumDims: { parameters: [ptr, TF_Output, ptr], result: i32, optional: true }, // (graph, output, status)
  TF_GraphGetTensorShape: { parameters: [ptr, TF_Output, buf, i32, ptr], result: nothing, optional: true }, // (graph, output, dims, rank, status)
  TF_GraphSetTensorShape: { parameters: [ptr, TF_Output, buf, i32, ptr], result: nothing, optional: true }, // (graph, output, dims, rank, status)
  TF_GraphOperationByName: { parameters: [ptr, buf], result: ptr, optional: true }, // (graph, name)
  TF_GraphNextOperation: { parameters: [ptr, buf], result: ptr, optional: true }, // (graph, position)
  TF_GraphGetOpDef: { parameters: [ptr, buf, ptr, ptr], result: nothing, optional: true }, // (graph, op, buffer, status)
  TF_GraphToGraphDef: { parameters: [ptr, ptr, ptr], result: nothing, optional: true }, // (graph, buffer, status)
  TF_NewImportGraphDefOptions: { parameters: [], result: ptr, optional: true }, // ()
  TF_DeleteImportGraphDefOptions: { parameters: [ptr], result: nothing, optional: true }, // (options)
  TF_ImportGraphDefOptionsSetPrefix: { parameters: [ptr, buf], result: nothing, optional: true }, // (options, prefix)
  TF_GraphImportGraphDef: { parameters: [ptr, ptr, ptr, ptr], result: nothing, optional: true }, // (graph, buffer, options, status)
  TF_AddGradients: { parameters: [ptr, buf, i32, buf, i32, buf, ptr, buf], result: nothing, optional: true }, // (graph, y, ny, x, nx, dx, status, dy)
  // functions
  TF_GraphToFunctionWithControlOutputs: { parameters: [ptr, buf, u8, i32, buf, i32, buf, i32, buf, buf, i32, buf, buf, ptr, ptr, ptr], result: ptr, optional: true }, // (graph, name, hash, nops, ops, nin, in, nout, out, names, ncontrol, control, control names, options, description, status)
  TF_FunctionSetAttrValueProto: { parameters: [ptr, buf, buf, size, ptr], result: nothing, optional: true }, // (function, attr, proto, length, status)
  TF_GraphCopyFunction: { parameters: [ptr, ptr, ptr, ptr], result: nothing, optional: true }, // (graph, function, gradient, status)
  TF_FunctionName: { parameters: [ptr], result: view, optional: true }, // (function)
  TF_FunctionToFunctionDef: { parameters: [ptr, ptr, ptr], result: nothing, optional: true }, // (function, buffer, status)
  TF_FunctionImportFunctionDef: { parameters: [buf, size, ptr], result: ptr, optional: true }, // (proto, length, status)
  TF_DeleteFunction: { parameters: [ptr], result: nothing, optional: true }, // (function)
  // sessions
  TF_NewSessionOptions: { parameters: [], result: ptr, optional: true }, // ()
  TF_SetConfig: { parameters: [ptr, buf, size, ptr], result: nothing, optional: true }, // (options, proto, length, status)
  TF_DeleteSessionOptions: { parameters: [ptr], result: nothing, optional: true }, // (options)
  TF_NewSession: { parameters: [ptr, ptr, ptr], result: ptr, optional: true }, // (graph, options, status)
  TF_LoadSessionFromSavedModel: { parameters: [ptr, ptr, buf, buf, i32, ptr, ptr, ptr], result: ptr, optional: true }, // (options, run options, folder, tags, count, graph, meta graph, status)
  TF_SessionRun: { parameters: [ptr, ptr, buf, buf, i32, buf, buf, i32, buf, i32, ptr, ptr], result: nothing, optional: true }, // (session, run options, inputs, values, n, outputs, values, n, targets, n, metadata, status)
  TF_CloseSession: { parameters: [ptr, ptr], result: nothing, optional: true }, // (session, status)
  TF_DeleteSession: { parameters: [ptr, ptr], result: nothing, optional: true }, // (session, status)
} as const satisfies Deno.ForeignLibraryInterface;

/** The calls of a library that was opened with the table `S`. */
export type Opened<S extends Deno.ForeignLibraryInterface> = Deno.DynamicLibrary<
  S
>["symbols"];

/** All calls of an opened library; a missing optional one throws when it is called. */
export type Symbols =
  & Opened<typeof VERSION_SYMBOLS>
  & Opened<typeof REQUIRED_SYMBOLS>
  & {
    [K in keyof Opened<typeof OPTIONAL_SYMBOLS>]-?: NonNullable<
      Opened<typeof OPTIONAL_SYMBOLS>[K]
    >;
  };
