import * as pulumi from "@pulumi/pulumi";

/** A resource as a program registers it. */
export interface Registered {
	readonly type: string;
	readonly name: string;
	readonly inputs: Readonly<Record<string, unknown>>;
}

/** What the engine's protocol marks a secret with. Source: Pulumi SDK, `runtime/rpc.ts`, `specialSecretSig`. */
const SECRET_MARK = "1b47061264138c4ac30d75fd1eb44270";

/**
 * Runs the surrounding `describe` under Pulumi's mocks.
 *
 * @param outputs The outputs of a resource, in addition to its inputs.
 * @returns what was registered since the test began.
 */
export function useMocks(
	outputs: (resource: Registered) => object = () => ({}),
	{ preview = false } = {},
): Registered[] {
	const registered: Registered[] = [];
	before(async () => {
		await pulumi.runtime.setMocks(
			{
				newResource({ type, name, inputs }) {
					registered.push({ type, name, inputs });
					return { id: `${name}-id`, state: { ...inputs, ...outputs({ type, name, inputs }) } };
				},
				call: () => ({}),
			},
			"trial",
			"dev",
			preview,
		);
	});
	beforeEach(() => {
		registered.length = 0;
	});
	return registered;
}

/** The inputs with which a program registers a resource. @throws what the program throws. */
export async function inputsOf(
	registered: Registered[],
	declare: () => pulumi.CustomResource,
): Promise<Readonly<Record<string, unknown>>> {
	const { urn } = declare();
	await value(urn);
	const last = registered.at(-1);
	if (last === undefined) throw new Error("nothing was registered");
	return last.inputs;
}

/** What an output comes to. */
export function value<T>(output: pulumi.Output<T>): Promise<T> {
	return (output as unknown as { promise(withUnknowns?: boolean): Promise<T> }).promise();
}

/** Whether an output is marked as a secret. */
export function isSecret(output: pulumi.Output<unknown>): Promise<boolean> {
	return pulumi.isSecret(output);
}

/** The value of a registered input, and whether it was marked as a secret. */
export function unwrapped(input: unknown): { value: unknown; secret: boolean } {
	if (typeof input !== "object" || input === null || !Object.values(input).includes(SECRET_MARK))
		return { value: input, secret: false };
	return { value: (input as { value: unknown }).value, secret: true };
}
