import type { Scene, StepFunction } from "../run/step";

/** Projects with tokens, and where they are in the beginning. */
const PROJECTS = { 5: "grp/proj", 6: "grp/other" } as const;

type ProjectNumber = keyof typeof PROJECTS;

/** What happens to projects and groups. */
export const OWNER_EVENTS = {
	"a project moves": async (scene) => {
		const id = anyProject(scene);
		if (id === undefined) return false;
		return change(scene, `projects/${id}`, {
			path: scene.draw.pick([`grp/moved-${id}`, `grp/relocated-${id}`]),
		});
	},
	"a project is archived": async (scene) => {
		const id = anyProject(scene);
		return id !== undefined && change(scene, `projects/${id}`, { archived: scene.draw.chance(0.5) });
	},
	"a project is hidden, or shown again": async (scene) => {
		const id = anyProject(scene);
		if (id === undefined) return false;
		const { troubled } = scene.place.owners;
		const hidden = !troubled.delete(`projects/${id}`);
		if (hidden) troubled.add(`projects/${id}`);
		return change(scene, `projects/${id}`, { hidden });
	},
	"a project is scheduled for deletion": async (scene) => {
		const id = anyProject(scene);
		if (id === undefined) return false;
		const path = `${PROJECTS[id]}-deletion_scheduled-${id}`;
		return change(scene, `projects/${id}`, { path, markedForDeletionOn: "2031-03-02" });
	},
	"a project is scheduled for deletion, and another is created at its path": async (scene) => {
		const id = anyProject(scene);
		const { owners, place } = { owners: scene.place.owners, place: scene.place };
		if (id === undefined || owners.taken.has(PROJECTS[id])) return false;
		const path = `${PROJECTS[id]}-deletion_scheduled-${id}`;
		await change(scene, `projects/${id}`, { path, markedForDeletionOn: "2031-03-02" });
		const next = owners.nextProject;
		owners.nextProject += 1;
		owners.taken.set(PROJECTS[id], `projects/${next}`);
		await place.control("POST", "projects", { id: next, path: PROJECTS[id] });
		scene.log(`${PROJECTS[id]} is project ${next} now`);
		return true;
	},
	"a project is deleted": async (scene) => {
		const id = anyProject(scene);
		if (id === undefined || !scene.draw.chance(0.3)) return false;
		await scene.place.control("DELETE", `projects/${id}`);
		scene.place.owners.gone.add(`projects/${id}`);
		scene.place.ledger.drop(({ owner }) => owner === `projects/${id}`);
		scene.log(`project ${id} is deleted`);
		return true;
	},
	"the user forgets the owners that are gone": ({ place, stack, log }) => {
		if (place.owners.gone.size === 0) return false;
		const forgotten = [...place.owners.gone].join(",");
		stack.settings = { ...stack.settings, GITLAB_FORGET_OWNERS: forgotten, OTHER_FORGET_OWNERS: forgotten };
		log(`${stack.name} forgets ${forgotten}`);
		return true;
	},
	"a group is archived, or not any more": async (scene) => {
		const { troubled } = scene.place.owners;
		const archived = !troubled.delete("groups/8");
		if (archived) troubled.add("groups/8");
		return change(scene, "groups/8", { archived });
	},
	"a group is renamed, and back": async (scene) => {
		const { troubled } = scene.place.owners;
		const renamed = !troubled.delete("groups/8 path");
		if (renamed) troubled.add("groups/8 path");
		return change(scene, "groups/8", { path: renamed ? "grp/renamed" : "grp/sub" });
	},
} as const satisfies Record<string, StepFunction>;

function anyProject({ draw, place }: Scene): ProjectNumber | undefined {
	const there = ([5, 6] as const).filter((id) => !place.owners.gone.has(`projects/${id}`));
	return draw.pickAny(there);
}

async function change({ place, log }: Scene, owner: string, changes: object): Promise<boolean> {
	await place.control("POST", owner, changes);
	log(`${owner}: ${JSON.stringify(changes)}`);
	return true;
}
