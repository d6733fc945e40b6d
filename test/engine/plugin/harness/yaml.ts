/** The resources and outputs of a YAML program, as objects. */
export interface YamlProgram {
	readonly config?: object;
	/** Where the plugin is; npm's when absent, and `undefined` for one that is installed. */
	readonly plugins?: object | undefined;
	readonly variables?: object;
	readonly resources?: object;
	readonly outputs?: object;
}

/** Where a project finds the packaged provider: npm carries it. */
export const PLUGINS = {
	providers: [{ name: "gitlab-deploy-tokens", path: "node_modules/pulumi-gitlab-deploy-tokens/bin" }],
};

/** A project in YAML with the packaged provider; JSON is YAML. */
export function yamlProject(program: YamlProgram): Record<string, string> {
	const project = { name: "trial", runtime: "yaml", plugins: PLUGINS, ...program };
	return { "Pulumi.yaml": JSON.stringify(project, null, 2) };
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
export function reference(path: string): string {
	return `$\{${path}}`;
}
