import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { tarOf } from "../archives/tar";
import type { ImageSource } from "../world/entities";

/** An image by the OCI image specification: a manifest, and the configuration and the layer that it names. */
export interface Image {
	readonly mediaType: string;
	readonly digest: string;
	readonly manifest: Buffer;
	/** By digest. */
	readonly blobs: ReadonlyMap<string, Buffer>;
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CONFIG = "application/vnd.oci.image.config.v1+json";
const LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

const built = new WeakMap<ImageSource, Image>();

/** The image of a tag, the same bytes for the same files. */
export function imageOf(source: ImageSource): Image {
	let image = built.get(source);
	if (image === undefined) {
		image = buildImage(source);
		built.set(source, image);
	}
	return image;
}

function buildImage({ files }: ImageSource): Image {
	const tar = tarOf(files);
	const layer = gzipSync(tar);
	const config = Buffer.from(
		JSON.stringify({
			architecture: "amd64",
			os: "linux",
			config: {},
			rootfs: { type: "layers", diff_ids: [digestOf(tar)] },
		}),
	);
	const describe = (mediaType: string, blob: Buffer) => ({
		mediaType,
		digest: digestOf(blob),
		size: blob.length,
	});
	const manifest = Buffer.from(
		JSON.stringify({
			schemaVersion: 2,
			mediaType: MANIFEST,
			config: describe(CONFIG, config),
			layers: [describe(LAYER, layer)],
		}),
	);
	return {
		mediaType: MANIFEST,
		digest: digestOf(manifest),
		manifest,
		blobs: new Map([config, layer].map((blob) => [digestOf(blob), blob])),
	};
}

function digestOf(content: Buffer): string {
	return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}
