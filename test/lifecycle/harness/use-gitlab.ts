import { type Declared, type Env, Stack } from "./engine";
import { GitLab } from "./gitlab";
import { Time } from "./time";
import { type World, world } from "./world";

/** When every test begins. */
export const START = "2031-03-01T12:00:00.000Z";

/** A GitLab, and the time of it and of every stack, for the tests of one `describe`. */
export interface Under {
	readonly gitlab: GitLab;
	readonly time: Time;
	/** A separate stack. */
	stack(declared?: Declared, env?: Env): Stack;
	/** A stack that was brought up, in a world whose access log begins behind that. */
	made(declared: Declared, env?: Env): Promise<Stack>;
}

/** Gives the surrounding `describe` a GitLab that every test finds in its first state, at {@link START}. */
export function useGitLab(first: () => World = world): Under {
	const time = new Time(START);
	let gitlab: GitLab | undefined;

	before(async () => {
		gitlab = await GitLab.start(time);
	});
	beforeEach(async () => {
		time.set(START);
		await gitlab?.reset(first());
	});
	after(() => gitlab?.close());

	const under: Under = {
		get gitlab() {
			if (gitlab === undefined) throw new Error("no GitLab before the tests");
			return gitlab;
		},
		time,
		stack: (declared, env) => new Stack(under.gitlab, time, declared, env),
		async made(declared, env) {
			const stack = under.stack(declared, env);
			const { error, failures } = await stack.up();
			if (error !== undefined || failures.length > 0)
				throw new Error(`the stack was not made: ${JSON.stringify({ error, failures })}`);
			return stack;
		},
	};
	return under;
}
