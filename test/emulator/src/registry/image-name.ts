import type { ImageSource, Project } from "../world/entities";
import type { World } from "../world/world";

/** How many names an image may have below its project's path (`ContainerRegistry::Path::LEVELS_SUPPORTED`). */
const LEVELS_BELOW = 2;

/**
 * The project that the name of a container repository belongs to, as `repository_project` of
 * lib/container_registry/path.rb finds it: its path, in lower case, perhaps with a name below it.
 */
export function projectOfImage(world: World, name: string): Project | undefined {
	const parts = name.split("/");
	for (let below = 0; below <= LEVELS_BELOW; below += 1) {
		const project = world.projectsByPath.get(parts.slice(0, parts.length - below).join("/"));
		if (project !== undefined) return project.hidden ? undefined : project;
	}
	return undefined;
}

/** The tags under a name. */
export function imagesNamed(world: World, name: string): readonly ImageSource[] {
	const project = projectOfImage(world, name);
	return (project?.contents.images ?? []).filter(
		(image) => name === [project?.path.toLowerCase(), image.name].filter((part) => part !== "").join("/"),
	);
}
