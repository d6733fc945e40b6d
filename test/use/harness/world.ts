import { type World, world } from "../../lifecycle/harness/world";

/** What a token with {@link SCOPES} opens in project 5, `grp/proj`: each file says `hello`. */
export function worldInUse(): World {
	const initial = world();
	const projects = initial.projects.map((project) =>
		project.id === 5 ? { ...project, ...CONTENTS } : project,
	);
	return { ...initial, projects };
}

export const SCOPES = ["read_repository", "read_registry", "read_package_registry"];

const PARENT_POM = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId><artifactId>parent</artifactId><version>1.0.0</version>
  <packaging>pom</packaging>
  <description>hello</description>
</project>
`;

const CONTENTS: Partial<World["projects"][number]> = {
	repository: { files: { "hello.txt": "hello\n" } },
	images: [{ files: { "hello.txt": "hello\n" } }],
	packages: [
		{ type: "npm", name: "@grp/widget", files: { "hello.txt": "hello\n" } },
		{ type: "pypi", name: "grp-widget", files: { "hello.txt": "hello\n" } },
		// What looks for updates finds these.
		{ type: "npm", name: "@grp/widget", version: "1.1.0", files: { "hello.txt": "hello\n" } },
		{ type: "pypi", name: "grp-widget", version: "1.1.0", files: { "hello.txt": "hello\n" } },
		{ type: "generic", name: "tool", files: { "hello.txt": "hello\n" } },
		{ type: "composer", name: "grp/widget", files: { "hello.txt": "hello\n" } },
		{ type: "terraform_module", name: "widget/local", files: { "hello.txt": "hello\n", "main.tf": "" } },
		{ type: "maven", name: "com/example/parent", files: { "parent-1.0.0.pom": PARENT_POM } },
		{ type: "helm", name: "widget", files: { "hello.txt": "hello\n" } },
		{ type: "nuget", name: "widget", files: { "hello.txt": "hello\n" } },
	],
};
