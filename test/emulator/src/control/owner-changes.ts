import { FixtureError } from "../fixture/fixture-error";
import type { OwnerChange, ParsedFixture } from "../fixture/schema";

type ProjectRow = ParsedFixture["projects"][number];

/** Adds a project. Its path no longer redirects to a project that was moved. @throws FixtureError if its ID is taken. */
export function withProject(fixture: ParsedFixture, project: ProjectRow): ParsedFixture {
	return { ...fixture, projects: [...fixture.projects, project].map(withoutTaken(project.path)) };
}

export function withoutProject(fixture: ParsedFixture, id: number): ParsedFixture {
	indexOf(fixture.projects, id, "project");
	return { ...fixture, projects: fixture.projects.filter((project) => project.id !== id) };
}

/** Changes a project; its old path then redirects to it. @throws FixtureError */
export function withChangedProject(fixture: ParsedFixture, id: number, change: OwnerChange): ParsedFixture {
	const { path, ...others } = defined(change);
	const at = indexOf(fixture.projects, id, "project");
	const projects = fixture.projects.map((project, index) => {
		if (index !== at) return project;
		return { ...(path === undefined ? project : movedProject(project, path)), ...others };
	});
	return { ...fixture, projects: path === undefined ? projects : projects.map(withoutTaken(path)) };
}

/** Changes a group; everything below it moves with it. @throws FixtureError */
export function withChangedGroup(fixture: ParsedFixture, id: number, change: OwnerChange): ParsedFixture {
	const { path, archived, markedForDeletionOn, ...ofProjects } = defined(change);
	for (const name of Object.keys(ofProjects)) throw new FixtureError(`${name}: a group has no such property`);
	const at = indexOf(fixture.groups, id, "group");
	const others = defined({ archived, markedForDeletionOn });
	const groups = fixture.groups.map((group, index) => (index === at ? { ...group, ...others } : group));
	const from = groups[at]?.path ?? "";
	if (path === undefined) return { ...fixture, groups };
	const below = (text: string) =>
		text === from || text.startsWith(`${from}/`) ? `${path}${text.slice(from.length)}` : text;
	return {
		...fixture,
		groups: groups.map((group) => ({ ...group, path: below(group.path) })),
		projects: fixture.projects.map((project) => movedProject(project, below(project.path))),
	};
}

function movedProject(project: ProjectRow, path: string): ProjectRow {
	if (path === project.path) return project;
	return { ...project, path, previousPaths: [...project.previousPaths, project.path] };
}

/** Removes a path from the previous paths of a project, since another project has it now. */
function withoutTaken(path: string): (project: ProjectRow) => ProjectRow {
	return (project) => ({
		...project,
		previousPaths: project.previousPaths.filter((previous) => previous !== path),
	});
}

function indexOf(rows: readonly { id?: number | undefined }[], id: number, kind: string): number {
	const at = rows.findIndex((row) => row.id === id);
	if (at < 0)
		throw new FixtureError(
			`there is no ${kind} with the id ${id}; a ${kind} can be changed only if its fixture declares its id`,
		);
	return at;
}

function defined(change: OwnerChange): { [Name in keyof OwnerChange]: NonNullable<OwnerChange[Name]> } {
	return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as never;
}
