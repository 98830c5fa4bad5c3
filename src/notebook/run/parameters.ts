/**
 * Parameters of a notebook: papermill's convention of a cell with the tag `parameters` that holds the
 * defaults, and a cell with the tag `injected-parameters` behind it that holds what was given.
 *
 * @module
 */

import { makeCellId } from "../format/cell_id.ts";
import type { Json, JsonObject } from "../format/json.ts";
import { type CodeCell, type Notebook, tagsOf } from "../format/notebook.ts";
import { NotebookError } from "../format/notebook_error.ts";
import { readDefaults } from "./parameter_defaults.ts";
import {
  describeType,
  hasType,
  type ParameterType,
  type ParameterValue,
  parseValue,
} from "./parameter_type.ts";

/** Parameters as given: a text as typed on a command line, or a value. */
export interface GivenParameters {
  /** Texts, which are read as the type of the default. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Values, which must have the type of the default. */
  readonly values?: JsonObject;
}

/** A declaration in the cell with the defaults. */
export interface ParameterDefault {
  readonly name: string;
  /** `const` or `let`, or the way it is declared at all. */
  readonly keyword: string;
  /** The type as written, empty where it is not. */
  readonly annotation: string;
  readonly type: ParameterType;
}

/** A notebook with parameters put in, and their values as the record keeps them. */
export interface Parametrised {
  readonly notebook: Notebook;
  readonly parameters: JsonObject;
  /** What a user may want to know. */
  readonly warnings: readonly string[];
}

/** The tag of the cell with the defaults. */
const DEFAULTS_TAG = "parameters";
/** The tag of the cell with what was given. */
const INJECTED_TAG = "injected-parameters";

/**
 * Puts parameters into a notebook.
 *
 * The cell with the tag `injected-parameters` is replaced, or a new one comes right behind the cell
 * with the tag `parameters`, or to the top where there is none. Without parameters nothing changes.
 *
 * @throws {NotebookError} When a name has no default, or a value is not of its default's type.
 */
export async function injectParameters(
  notebook: Notebook,
  given: GivenParameters,
): Promise<Parametrised> {
  const names = [...Object.keys(given.texts ?? {}), ...Object.keys(given.values ?? {})];
  if (names.length === 0) return { notebook, parameters: {}, warnings: [] };
  const at = notebook.cells.findIndex((cell) =>
    cell.cell_type === "code" && tagsOf(cell).includes(DEFAULTS_TAG)
  );
  const defaults = at < 0 ? undefined : await readDefaults(notebook.cells[at]!.source);
  const values = new Map<string, ParameterValue>();
  const problems: string[] = [];
  for (const name of new Set(names)) {
    const value = valueOf(name, given, defaults);
    if (value instanceof NotebookError) problems.push(value.message);
    else values.set(name, value);
  }
  if (problems.length > 0) throw new NotebookError(problems.join("; "));
  const declared = new Map(defaults?.map((each) => [each.name, each]));
  const lines = [...values].map(([name, value]) => {
    const { keyword = "const", annotation = "" } = declared.get(name) ?? {};
    return `${keyword} ${name}${annotation && `: ${annotation}`} = ${literal(value)};`;
  });
  const warnings = at < 0
    ? [`no cell has the tag "${DEFAULTS_TAG}": the parameters come first, their types unchecked`]
    : [];
  return {
    notebook: withInjected(notebook, `// Parameters\n${lines.join("\n")}`, at),
    parameters: Object.fromEntries([...values].map(([name, value]) => [name, asJson(value)])),
    warnings,
  };
}

function valueOf(
  name: string,
  { texts = {}, values = {} }: GivenParameters,
  defaults: readonly ParameterDefault[] | undefined,
): ParameterValue | NotebookError {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) {
    return new NotebookError(`"${name}" cannot be the name of a parameter`);
  }
  const known = defaults?.find((each) => each.name === name);
  if (defaults && !known) {
    const names = defaults.map((each) => each.name).join(", ") || "no parameter";
    return new NotebookError(`there is no parameter "${name}": the notebook has ${names}`);
  }
  const type = known?.type ?? { kind: "any" };
  const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
  const value = text !== undefined ? parseValue(text, type) : convert(values[name]!, type);
  if (value !== undefined) return value;
  const came = text ?? JSON.stringify(values[name]);
  return new NotebookError(
    `parameter "${name}" must be of type ${describeType(type)} like its default, it is ${came}`,
  );
}

function convert(value: Json, type: ParameterType): ParameterValue | undefined {
  if (hasType(value, type)) return value;
  // JSON has no big integers: whole numbers and texts stand for them.
  if (typeof value !== "string" && !Number.isSafeInteger(value)) return undefined;
  const integer = type.kind === "bigint" ? parseValue(String(value), type) : undefined;
  return integer;
}

function literal(value: ParameterValue): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  const json = JSON.stringify(value);
  // In a literal this key would set the prototype.
  return json.includes('"__proto__"') ? `JSON.parse(${JSON.stringify(json)})` : json;
}

/** JSON has no big integers and no infinities. */
function asJson(value: ParameterValue): Json {
  return typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value))
    ? String(value)
    : value;
}

function withInjected({ cells, metadata }: Notebook, source: string, defaultsAt: number): Notebook {
  const old = cells.findIndex((cell) => tagsOf(cell).includes(INJECTED_TAG));
  const taken = new Set(cells.map(({ id }) => id));
  const injected: CodeCell = {
    cell_type: "code",
    id: cells[old]?.id ?? makeCellId(INJECTED_TAG, taken),
    metadata: { tags: [INJECTED_TAG] },
    source,
    execution_count: null,
    outputs: [],
  };
  return {
    metadata,
    cells: old >= 0 ? cells.with(old, injected) : cells.toSpliced(defaultsAt + 1, 0, injected),
  };
}
