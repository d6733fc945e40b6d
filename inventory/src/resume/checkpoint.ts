import { z } from "zod";
import { redact } from "../../../provider/api/redaction";
import { type DeployTokenWire, deployTokenWire } from "../../../provider/api/schemas";
import { UsageError } from "../cli/usage-error";
import { ownerKey, type ScannedOwner } from "../gitlab/scan";
import { normalScope, type Scope, scopeText } from "../gitlab/scope";
import type { WalkMemory } from "../gitlab/walk-memory";
import { recordedKey } from "../join/owner-index";
import type { ManagedToken } from "../states/managed-token";

/** How long a checkpoint is valid. */
const LIFETIME_MS = 24 * 60 * 60_000;

/** What a checkpoint is valid for: the same tokens, as the same user sees them. */
export interface CheckpointBinding {
	/** Base URL. */
	readonly gitlab: string;
	readonly user: string;
	readonly scope: Scope;
}

const checkpointShape = z.strictObject({
	version: z.literal(1),
	gitlab: z.string(),
	user: z.string(),
	scope: z.strictObject({
		groups: z.array(z.string()),
		projects: z.array(z.string()),
		instance: z.boolean(),
	}),
	startedAt: z.iso.datetime(),
	highestId: z.int().nullable(),
	owners: z.array(
		z.strictObject({
			kind: z.enum(["project", "group"]),
			id: z.int(),
			path: z.string(),
			tokens: z.array(deployTokenWire),
		}),
	),
});

type SavedOwner = z.output<typeof checkpointShape>["owners"][number];

/**
 * What a scan has read so far, in a file from which a later run continues. Groups and projects are not part of it: they
 * are listed again, so that new ones are not missed.
 */
export class Checkpoint implements WalkMemory {
	private highestId: number | undefined;
	private readonly owners = new Map<string, SavedOwner>();

	private constructor(
		private readonly binding: CheckpointBinding,
		private readonly startedMs: number,
	) {}

	static start(binding: CheckpointBinding, nowMs: number): Checkpoint {
		return new Checkpoint(binding, nowMs);
	}

	/**
	 * The checkpoint of a file.
	 *
	 * @returns `undefined` if it is too old.
	 * @throws UsageError if it is invalid, or was saved for another GitLab instance, user or scope.
	 */
	static parse(text: string, binding: CheckpointBinding, nowMs: number): Checkpoint | undefined {
		const parsed = checkpointShape.safeParse(jsonOf(text));
		if (!parsed.success)
			throw new UsageError(
				"it is not a checkpoint of this release; remove it, or pass another file to --resume",
			);
		const { gitlab, user, scope, startedAt, highestId, owners } = parsed.data;
		const others = [
			gitlab === binding.gitlab ? [] : [`the GitLab ${gitlab}`],
			user === binding.user ? [] : [`the user ${user}`],
			scopeText(normalScope(scope)) === scopeText(normalScope(binding.scope))
				? []
				: [`the scope ${scopeText(scope)}`],
		].flat();
		if (others.length > 0)
			throw new UsageError(
				`it was saved for ${others.join(" and ")}; use the same again, or remove the file`,
			);
		const startedMs = Date.parse(startedAt);
		if (nowMs - startedMs > LIFETIME_MS) return undefined;
		const checkpoint = new Checkpoint(binding, startedMs);
		checkpoint.highestId = highestId ?? undefined;
		for (const owner of owners) checkpoint.owners.set(ownerKey(owner), owner);
		return checkpoint;
	}

	/** The number of owners whose tokens it contains. */
	get size(): number {
		return this.owners.size;
	}

	recall(owner: ScannedOwner): readonly DeployTokenWire[] | undefined {
		return this.owners.get(ownerKey(owner))?.tokens;
	}

	keep({ kind, id, path }: ScannedOwner, tokens: readonly DeployTokenWire[]): void {
		const saved = { kind, id, path, tokens: [...tokens] };
		const text = JSON.stringify(saved);
		// A name may contain a secret. Such an owner is read again.
		if (redact(text) === text) this.owners.set(ownerKey(saved), saved);
	}

	highestIdAtStart(now: number): number {
		this.highestId ??= now;
		return this.highestId;
	}

	/**
	 * Removes every owner for which the newer states record something else: a token that was created or deleted in the
	 * meantime would be reported as missing or unmanaged.
	 */
	forgetUnlike(managed: readonly ManagedToken[]): void {
		const recorded = new Set(managed.flatMap(({ tokenId }) => tokenId ?? []));
		for (const [key, { tokens }] of this.owners)
			if (!tokens.every(({ id }) => recorded.has(id))) this.owners.delete(key);
		const held = new Set([...this.owners.values()].flatMap(({ tokens }) => tokens.map(({ id }) => id)));
		const changed = new Set(
			managed.flatMap(({ tokenId, owner }) =>
				owner === undefined || (tokenId !== undefined && held.has(tokenId)) ? [] : recordedKey(owner),
			),
		);
		for (const [key, { kind, id, path }] of this.owners)
			if (changed.has(recordedKey({ kind, ref: id })) || changed.has(recordedKey({ kind, ref: path })))
				this.owners.delete(key);
	}

	toText(): string {
		const { gitlab, user, scope } = this.binding;
		return `${JSON.stringify({
			version: 1,
			gitlab,
			user,
			scope: { ...scope, groups: [...scope.groups], projects: [...scope.projects] },
			startedAt: new Date(this.startedMs).toISOString(),
			highestId: this.highestId ?? null,
			owners: [...this.owners.values()],
		} satisfies z.input<typeof checkpointShape>)}\n`;
	}
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
