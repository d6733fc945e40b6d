import { isUtf8 } from "node:buffer";

/** The well-formed sequences of RFC 3629, one character for each byte; any other byte from 0x80 on is alone. */
const SEQUENCE =
	/[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/**
 * Text of bytes as Ruby holds it: a string may contain bytes that are not UTF-8, and most of Ruby does not mind.
 *
 * Such a byte becomes a lone surrogate, which no valid UTF-8 decodes to (PEP 383 does the same).
 */
export function decodeUtf8(bytes: Buffer): string {
	if (isUtf8(bytes)) return bytes.toString("utf8");
	return bytes
		.toString("latin1")
		.replace(SEQUENCE, (sequence) =>
			sequence.length === 1
				? String.fromCharCode(0xdc00 + sequence.charCodeAt(0))
				: Buffer.from(sequence, "latin1").toString("utf8"),
		);
}

/** `String#valid_encoding?` */
export function isValidEncoding(text: string): boolean {
	return !/\p{Surrogate}/u.test(text);
}

/** `String#bytesize`, also of a string with bytes that are not UTF-8. */
export function byteSize(text: string): number {
	return Buffer.byteLength(text.replace(/[\udc80-\udcff]/gu, "x"));
}
