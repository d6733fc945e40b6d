import { FixtureError } from "../fixture/fixture-error";
import type { OwnerChange, ParsedFixture } from "../fixture/schema";

type ProjectRow = ParsedFixture["projects"][number];

/** A new project. A path that led to one that moved leads to this one. @throws FixtureError where its id is taken. */
export function withProject(fixture: ParsedFixture, project: ProjectRow): ParsedFixture {
	return { ...fixture, projects: [...fixture.projects, project].map(withoutTaken(project.path)) };
}

export function withoutProject(fixture: ParsedFixture, id: number): ParsedFixture {
	indexOf(fixture.projects, id, "project");
	return { ...fixture, projects: fixture.projects.filter((project) => project.id !== id) };
}

/** A project that was changed; under its old path it is still found. @throws FixtureError */
export function withChangedProject(fixture: ParsedFixture, id: number, change: OwnerChange): ParsedFixture {
	const { path, ...others } = defined(change);
	const at = indexOf(fixture.projects, id, "project");
	const projects = fixture.projects.map((project, index) => {
		if (index !== at) return project;
		return { ...(path === undefined ? project : movedProject(project, path)), ...others };
	});
	return { ...fixture, projects: path === undefined ? projects : projects.map(withoutTaken(path)) };
}

/** A group that was changed; what is below it moves with it. @throws FixtureError */
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

/** A path leads to the project that has it, not to one that had it before. */
function withoutTaken(path: string): (project: ProjectRow) => ProjectRow {
	return (project) => ({
		...project,
		previousPaths: project.previousPaths.filter((previous) => previous !== path),
	});
}

function indexOf(rows: readonly { id?: number | undefined }[], id: number, kind: string): number {
	const at = rows.findIndex((row) => row.id === id);
	if (at < 0) throw new FixtureError(`there is no ${kind} whose fixture gives it the id ${id}`);
	return at;
}

function defined(change: OwnerChange): { [Name in keyof OwnerChange]: NonNullable<OwnerChange[Name]> } {
	return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as never;
}
