/** Whose program is to run: the folder of its `package.json`, and its whole environment. */
export interface Project {
	readonly folder: string;
	readonly env: Readonly<Record<string, string>>;
}

/** What the process of programs reports: where it listens, then that it knows whose program runs next. */
export type Fact = { readonly port: number } | "ready";
