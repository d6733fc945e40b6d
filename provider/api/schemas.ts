import { z } from "zod";

/**
 * An instant with milliseconds, in the server's time zone; old servers send a date alone.
 *
 * Anything else makes the whole response unreadable: an expiry that is read as "never" would be drift, and every
 * token would be replaced.
 */
const expiry = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/**
 * A deploy token as GitLab sends it. Unknown fields are ignored; scopes are an open list, since GitLab adds some;
 * servers before 13.12 send neither `revoked` nor `expired`.
 *
 * Source: GitLab `lib/api/entities/deploy_token.rb`.
 */
export const deployTokenWire = z.object({
	id: z.int().positive(),
	name: z.string(),
	username: z.string(),
	/** `null` for "never". */
	expires_at: expiry.nullish().default(null),
	scopes: z.array(z.string()),
	revoked: z.boolean().default(false),
	expired: z.boolean().optional(),
});
export type DeployTokenWire = z.infer<typeof deployTokenWire>;

/** The fields of a create response that cannot be replaced: everything else is known from the request. */
export const createdTokenWire = z.object({
	id: z.int().positive(),
	token: z.string().min(1),
	username: z.string().min(1).optional().catch(undefined),
	expires_at: expiry.nullish().catch(undefined),
	expired: z.boolean().optional().catch(undefined),
});
export type CreatedTokenWire = z.infer<typeof createdTokenWire>;

export const projectWire = z.object({
	id: z.int().positive(),
	name: z.string(),
	path_with_namespace: z.string(),
	web_url: z.string().optional(),
	http_url_to_repo: z.string().optional(),
	visibility: z.string().optional(),
	archived: z.boolean().default(false),
	/** A date; absent on servers that delete at once. */
	marked_for_deletion_on: z.string().nullish(),
	/** The field's name before GitLab 12.10. */
	marked_for_deletion_at: z.string().nullish(),
	topics: z.array(z.string()).default([]),
	namespace: z.object({ id: z.int(), full_path: z.string() }).optional(),
	container_registry_image_prefix: z.string().nullish(),
});
export type ProjectWire = z.infer<typeof projectWire>;

export const groupWire = z.object({
	id: z.int().positive(),
	name: z.string(),
	full_path: z.string(),
	parent_id: z.int().nullish(),
	web_url: z.string().optional(),
	visibility: z.string().optional(),
	archived: z.boolean().default(false),
	/** A date; absent on servers that delete at once. */
	marked_for_deletion_on: z.string().nullish(),
});
export type GroupWire = z.infer<typeof groupWire>;

/** The only field a path is resolved for; older servers and fine-grained credentials may send little else. */
export const idWire = z.object({ id: z.int().positive() });

export const userWire = z.object({ username: z.string() });
