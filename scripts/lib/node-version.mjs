// Plain JavaScript, and imported before anything else: an old Node cannot even load the .ts files, and would
// say so in words that help nobody.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `refit needs Node 22.18 or newer and this is ${process.versions.node}: run \`npm ci\` here, which brings a Node of its own for \`npx\`, or install Node 24.`,
  )
  process.exit(1)
}
