import { EmulatorProcess } from "../emulator/src/index";
import { Control } from "./control";
import type { Target } from "./gitlab-under-test";
import { accessToken, allSeeingToken, world } from "./world";

/** Starts the emulator with the world of the cases. Nothing is left out there. */
export async function startEmulatorTarget(): Promise<Target> {
	const emulator = await EmulatorProcess.start({ fixture: world() });
	const origin = new URL(emulator.url);
	const control = new Control(origin);
	return {
		origin,
		apiPath: "/api/v4",
		places: {
			project: { kind: "project", id: 5, path: "grp/proj" },
			otherProject: { kind: "project", id: 6, path: "grp/other" },
			group: { kind: "group", id: 7, path: "grp" },
			subgroup: { kind: "group", id: 8, path: "grp/sub" },
			oldProjectPath: "old/proj",
			oldGroupPath: "old",
		},
		tokenOf: accessToken,
		looking: { token: allSeeingToken, routes: ["/deploy_tokens?per_page=100"] },
		lacks: () => undefined,
		control,
		clean: () => control.reset(world()),
		stop: async () => {
			await emulator.stop();
		},
	};
}
