const message = {
	type: "object",
	required: ["text"],
	additionalProperties: false,
	properties: { text: { type: "string", minLength: 1 } },
};
const level = { enum: ["none", "note", "warning", "error"] };

const rule = {
	type: "object",
	required: ["id"],
	additionalProperties: false,
	properties: {
		id: { type: "string" },
		shortDescription: message,
		defaultConfiguration: { type: "object", additionalProperties: false, properties: { level } },
		properties: {
			type: "object",
			properties: { tags: { type: "array", items: { type: "string" }, uniqueItems: true } },
		},
	},
};

const invocation = {
	type: "object",
	required: ["executionSuccessful"],
	additionalProperties: false,
	properties: {
		executionSuccessful: { type: "boolean" },
		endTimeUtc: { type: "string", format: "date-time" },
		toolExecutionNotifications: {
			type: "array",
			items: {
				type: "object",
				required: ["message"],
				additionalProperties: false,
				properties: { level, message },
			},
		},
	},
};

const location = {
	type: "object",
	additionalProperties: false,
	properties: {
		physicalLocation: {
			type: "object",
			required: ["artifactLocation"],
			additionalProperties: false,
			properties: {
				artifactLocation: {
					type: "object",
					additionalProperties: false,
					properties: { uri: { type: "string", format: "uri-reference" } },
				},
			},
		},
		logicalLocations: {
			type: "array",
			uniqueItems: true,
			items: {
				type: "object",
				additionalProperties: false,
				properties: {
					name: { type: "string" },
					fullyQualifiedName: { type: "string" },
					kind: { type: "string" },
				},
			},
		},
	},
};

const result = {
	type: "object",
	required: ["message"],
	additionalProperties: false,
	properties: {
		ruleId: { type: "string" },
		ruleIndex: { type: "integer", minimum: 0 },
		level,
		message,
		locations: { type: "array", items: location },
		partialFingerprints: { type: "object", additionalProperties: { type: "string" } },
		suppressions: {
			type: "array",
			uniqueItems: true,
			items: {
				type: "object",
				required: ["kind"],
				additionalProperties: false,
				properties: {
					kind: { enum: ["inSource", "external"] },
					status: { enum: ["accepted", "underReview", "rejected"] },
					justification: { type: "string" },
				},
			},
		},
	},
};

/**
 * Of SARIF 2.1.0 (OASIS, sections 3.13 to 3.35) the objects that a report uses, with what the standard requires of
 * them, and without any property that the standard does not have.
 */
export const SARIF_SUBSET = {
	type: "object",
	required: ["version", "runs"],
	additionalProperties: false,
	properties: {
		$schema: { type: "string", format: "uri" },
		version: { const: "2.1.0" },
		runs: {
			type: "array",
			items: {
				type: "object",
				required: ["tool"],
				additionalProperties: false,
				properties: {
					tool: {
						type: "object",
						required: ["driver"],
						additionalProperties: false,
						properties: {
							driver: {
								type: "object",
								required: ["name"],
								additionalProperties: false,
								properties: {
									name: { type: "string" },
									semanticVersion: { type: "string" },
									rules: { type: "array", items: rule, uniqueItems: true },
								},
							},
						},
					},
					invocations: { type: "array", items: invocation },
					results: { type: "array", items: result },
				},
			},
		},
	},
};
