/** How the SDK marks a secret among the inputs of a mock. Source: Pulumi SDK, `runtime/rpc.ts`, `specialSecretSig`. */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

type Properties = Readonly<Record<string, unknown>>;

/** The inputs without the marks of secrets. */
export function plain(inputs: Properties): Properties {
	return plainValue(inputs) as Properties;
}

/** A state in which what was declared as a secret is marked as one again. */
export function withSecrets(state: object, inputs: Properties): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(state).map(([name, value]) => [name, isSecret(inputs[name]) ? secret(value) : value]),
	);
}

function plainValue(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(plainValue);
	if (typeof value !== "object" || value === null) return value;
	if (isSecret(value)) return plainValue(value.value);
	return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plainValue(member)]));
}

function isSecret(value: unknown): value is { readonly value: unknown } {
	return (
		typeof value === "object" && value !== null && (value as Properties)[SIGNATURE_KEY] === SECRET_SIGNATURE
	);
}

function secret(value: unknown): Properties {
	return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
}
