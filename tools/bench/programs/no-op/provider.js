exports.provider = {
	check: async (_olds, news) => ({ inputs: news, failures: [] }),
	diff: async (_id, olds, news) => ({ changes: olds.value !== news.value }),
	create: async (inputs) => ({ id: inputs.value, outs: inputs }),
	read: async (id, props) => ({ id, props }),
	update: async (_id, _olds, news) => ({ outs: news }),
	delete: async () => {},
};
