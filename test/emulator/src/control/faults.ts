import { z } from "zod";

const FAULT_KINDS = [
	"status",
	"drop-before",
	"drop-after-commit",
	"commit-late",
	"delay",
	"malformed",
	"html",
] as const;

const pattern = z.string().transform((source, context) => {
	try {
		return new RegExp(source);
	} catch {
		context.addIssue("expected a regular expression");
		return z.NEVER;
	}
});

export const faultSchema = z.strictObject({
	/** The HTTP method that it matches; any when absent. */
	method: z
		.string()
		.regex(/^[A-Za-z]+$/, "expected an HTTP method such as POST")
		.transform((verb) => verb.toUpperCase())
		.optional(),
	/** Matched against the path as sent, and against the path with its query; matches any when absent. */
	path: pattern.optional(),
	/** How many requests it is applied to. */
	times: z.int().positive().default(1),
	kind: z.enum(FAULT_KINDS),
	/** For `status` (default: 500), `html` (502) and `commit-late` (none: the connection is closed). */
	status: z.int().min(200).max(599).optional(),
	headers: z
		.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[\x20-\x7e]*$/))
		.default({}),
	/** A string is sent as it is, anything else as JSON. */
	body: z.json().optional(),
	/** For `delay` and `commit-late`, in milliseconds of real time. */
	delayMs: z.number().min(0).max(600_000).default(1000),
});

export type Fault = z.output<typeof faultSchema>;

/** A fault as the control interface accepts it. */
export type FaultDeclaration = z.input<typeof faultSchema>;

/** The pending faults, in the order in which they were added. */
export class Faults {
	private waiting: { readonly fault: Fault; left: number }[] = [];

	add(fault: Fault): void {
		this.waiting.push({ fault, left: fault.times });
	}

	/** Returns the first fault that matches a request, and removes it after its last use. */
	take(method: string, path: string, target: string): Fault | undefined {
		const entry = this.waiting.find(
			({ fault }) =>
				(fault.method === undefined || fault.method === method) &&
				(fault.path === undefined || fault.path.test(path) || fault.path.test(target)),
		);
		if (entry === undefined) return undefined;
		entry.left -= 1;
		if (entry.left === 0) this.waiting.splice(this.waiting.indexOf(entry), 1);
		return entry.fault;
	}

	/** The pending faults, with which a test can detect that a fault was never applied. */
	describe(): readonly { kind: string; method: string | null; path: string | null; left: number }[] {
		return this.waiting.map(({ fault, left }) => ({
			kind: fault.kind,
			method: fault.method ?? null,
			path: fault.path?.source ?? null,
			left,
		}));
	}

	clear(): void {
		this.waiting = [];
	}
}
