import type { Env } from "../../lifecycle/harness/engine";
import { type Under, useGitLab } from "../../lifecycle/harness/use-gitlab";
import { world } from "../../lifecycle/harness/world";
import { type DeclaredSet, SetStack } from "./set-stack";

/** A GitLab and its time, and sets in it. */
export interface UnderSets extends Pick<Under, "gitlab" | "time"> {
	/** A stack with a set that is not made yet. */
	set(declared: DeclaredSet, env?: Env): SetStack;
	/** A stack whose set was made. */
	made(declared: DeclaredSet, env?: Env): Promise<SetStack>;
}

/** Gives the surrounding `describe` a GitLab that every test finds in its first state. */
export function useSets(first = world): UnderSets {
	const under = useGitLab(first);
	const set = (declared: DeclaredSet, env?: Env) => new SetStack(under.gitlab, under.time, declared, env);
	return {
		get gitlab() {
			return under.gitlab;
		},
		time: under.time,
		set,
		async made(declared, env) {
			const stack = set(declared, env);
			const { error, failures } = await stack.up();
			if (error !== undefined || failures.length > 0)
				throw new Error(`the set was not made: ${JSON.stringify({ error, failures })}`);
			return stack;
		},
	};
}
