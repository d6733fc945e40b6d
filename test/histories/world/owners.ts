/** What became of projects and groups. */
export class Owners {
	/** Projects that are gone, as `projects/5`. */
	readonly gone = new Set<string>();
	/** Groups and projects that no one may write to, or whose path does not resolve. */
	readonly troubled = new Set<string>();
	/** The number that the next project gets. */
	nextProject = 50;
	/** Paths that were given to another project. */
	readonly taken = new Map<string, string>();

	/** Whether a request can fail because of an owner. */
	get somethingIsWrong(): boolean {
		return this.gone.size + this.troubled.size > 0;
	}
}
