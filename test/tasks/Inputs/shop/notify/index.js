exports.handler = async (event, context) => {
  console.log(`notifying of ${event.lines.length} lines`);
  return { lines: event.lines.length, name: context.functionName };
};
