import { UNKNOWN } from "../model/values/unknown";
import { Struct, type StructMessage } from "./grpc";

/** Properties of a resource or of the provider, by name. */
export type Properties = Readonly<Record<string, unknown>>;

/** Properties from the engine. */
export interface Handed {
	readonly values: Properties;
	/** The properties that are secret, as a whole or in a part. */
	readonly secrets: ReadonlySet<string>;
}

/** The key by which the engine recognises an object that represents a value of another kind, and a secret. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** The engine's markers for values that are not known yet, by their types; the one for strings is the usual one. */
const UNKNOWNS: ReadonlySet<unknown> = new Set([
	UNKNOWN,
	"1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
	"3eeb2bf0-c639-47a8-9e75-3b44932eb421",
	"6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
	"030794c1-ac77-496b-92df-f27374a8bd58",
	"e48ece36-62e2-4504-bad9-02848725956a",
	"dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** The properties from the engine, with secrets opened and recorded. */
export function fromStruct(struct: StructMessage | undefined): Handed {
	const raw: Properties = struct?.toJavaScript() ?? {};
	const secrets = new Set<string>();
	const values = Object.entries(raw).map(([name, value]): [string, unknown] => [
		name,
		open(value, () => secrets.add(name)),
	]);
	return { values: Object.fromEntries(values), secrets };
}

/** The properties for the engine: the named ones as secrets. `undefined` is omitted. */
export function toStruct(values: Properties, secrets: Iterable<string> = []): StructMessage {
	const marked: Record<string, unknown> = { ...values };
	for (const name of new Set(secrets))
		if (marked[name] !== undefined) marked[name] = { [SIGNATURE]: SECRET, value: marked[name] };
	return Struct.fromJavaScript(JSON.parse(JSON.stringify(marked)));
}

function open(value: unknown, onSecret: () => void): unknown {
	if (Array.isArray(value)) return value.map((member) => open(member, onSecret));
	if (typeof value !== "object" || value === null) return UNKNOWNS.has(value) ? UNKNOWN : value;
	const object = value as Properties;
	if (object[SIGNATURE] !== SECRET)
		return Object.fromEntries(Object.entries(object).map(([name, held]) => [name, open(held, onSecret)]));
	onSecret();
	return open(object.value, onSecret);
}
