/** `Rack::MediaType.type`: what precedes the first `;` or `,`; `undefined` without a header. */
export function mediaType(contentType: string | undefined): string | undefined {
	if (contentType === undefined || contentType === "") return undefined;
	return contentType.split(/[;,]/, 1)[0]?.trimEnd().toLowerCase();
}

/** `Rack::Request#form_data?`: a POST without a type is one. */
export function isFormData(originalMethod: string, type: string | undefined): boolean {
	if (type === undefined) return originalMethod === "POST";
	return type === "application/x-www-form-urlencoded" || type === "multipart/form-data";
}

/** `Rack::Request#parseable_data?` */
export function isParseableData(type: string | undefined): boolean {
	return type === "multipart/related" || type === "multipart/mixed";
}
