import type { Properties } from "../../engine/harness/rpc";
import type { CallResponse, RecordedCall } from "../recorded/format";
import type { Table } from "./table";

/** A line of the file that `PULUMI_DEBUG_GRPC` names. */
interface Line {
	readonly method: string;
	readonly request: Readonly<Record<string, unknown>>;
	readonly response?: Readonly<Record<string, unknown>>;
	readonly errors?: readonly string[];
	readonly progress: "request_started" | "response_completed";
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const THING = "pulumi-nodejs:dynamic/test:Thing";
const METHODS = {
	"/pulumirpc.ResourceProvider/Check": "check",
	"/pulumirpc.ResourceProvider/Diff": "diff",
	"/pulumirpc.ResourceProvider/Create": "create",
	"/pulumirpc.ResourceProvider/Read": "read",
	"/pulumirpc.ResourceProvider/Update": "update",
	"/pulumirpc.ResourceProvider/Delete": "delete",
} as const;

/** The contents of a log: the calls of the provider, and the order of the registrations. */
export function readLog(text: string, table: Table): { calls: RecordedCall[]; registered: string[] } {
	const calls: Writable<RecordedCall>[] = [];
	const open = new Map<string, Writable<RecordedCall>>();
	const registered: string[] = [];
	for (const line of text.split("\n").filter((each) => each !== "")) {
		const { method, request, progress, ...rest }: Line = JSON.parse(line);
		const begins = progress === "request_started";
		if (method.endsWith("/RegisterResource") && request.type === THING && begins)
			registered.push(String(request.name));
		const name = METHODS[method as keyof typeof METHODS];
		if (name === undefined) continue;
		const key = JSON.stringify([method, request]);
		if (begins) {
			const call = { ...begun(name, request, table), begun: 0, answer: 0 };
			calls.push(call);
			open.set(key, call);
			continue;
		}
		const call = open.get(key);
		if (call === undefined) throw new Error(`a response to a call that was not begun: ${line}`);
		call.begun = calls.length;
		call.answer = table.put(responseOf(rest));
	}
	return { calls, registered };
}

function begun(
	method: RecordedCall["method"],
	request: Line["request"],
	table: Table,
): Omit<RecordedCall, "begun" | "answer"> {
	const { urn, id, olds, news, properties } = request;
	const given = (method === "create" ? properties : news) as Properties | undefined;
	const known = (["read", "delete"].includes(method) ? properties : olds) as Properties | undefined;
	return {
		method,
		name: nameOf(String(urn)),
		...(id === undefined ? {} : { id: String(id) }),
		...(known === undefined ? {} : { olds: table.put(plain(known)) }),
		...(given === undefined ? {} : { news: table.put(plain(given)) }),
	};
}

function responseOf({ response = {}, errors }: Pick<Line, "response" | "errors">): CallResponse {
	if (errors !== undefined && errors.length > 0)
		return { error: withoutProvider(errors.join("; ").replace(/^rpc error: code = \w+ desc = /, "")) };
	const { id, properties, inputs, failures, changes, replaces, deleteBeforeReplace } = response as Record<
		string,
		never
	>;
	return {
		...(id === undefined ? {} : { id }),
		...(properties === undefined ? {} : { properties: plain(properties) }),
		...(inputs === undefined ? {} : { inputs: plain(inputs) }),
		...(failures === undefined ? {} : { failures }),
		...(changes === undefined ? {} : { changes }),
		...(replaces === undefined ? {} : { replaces }),
		...(deleteBeforeReplace === undefined ? {} : { deleteBeforeReplace }),
	};
}

/** The name at the end of a URN. */
export function nameOf(urn: string): string {
	return urn.slice(urn.lastIndexOf("::") + 2);
}

/** Properties without the text of the provider, which all of them have. */
export function plain({ __provider, ...properties }: Properties): Properties {
	return properties;
}

function withoutProvider(text: string): string {
	const [, json] = /^made (\{.*\})$/s.exec(text) ?? [];
	if (json === undefined) return text;
	const made = JSON.parse(json);
	return `made ${JSON.stringify({ ...made, properties: plain(made.properties) })}`;
}
