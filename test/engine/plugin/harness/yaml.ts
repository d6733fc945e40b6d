/** The resources and outputs of a YAML program, as objects. */
export interface YamlProgram {
	readonly config?: object;
	readonly variables?: object;
	readonly resources?: object;
	readonly outputs?: object;
}

/** A project in YAML whose packaged provider npm carries; JSON is YAML. */
export function yamlProject(program: YamlProgram): Record<string, string> {
	const path = "node_modules/pulumi-gitlab-deploy-tokens/bin";
	const plugins = { providers: [{ name: "gitlab-deploy-tokens", path }] };
	return { "Pulumi.yaml": JSON.stringify({ name: "trial", runtime: "yaml", plugins, ...program }, null, 2) };
}

/** A deploy token in such a program. */
export function token(properties: object, more: object = {}): object {
	return { type: "gitlab-deploy-tokens:DeployToken", properties, ...more };
}

/** A set of deploy tokens in such a program. */
export function tokenSet(properties: object, more: object = {}): object {
	return { type: "gitlab-deploy-tokens:DeployTokenSet", properties, ...more };
}

/** What such a program writes for a value of another resource. */
export function valueOf(path: string): string {
	return `$\{${path}}`;
}
