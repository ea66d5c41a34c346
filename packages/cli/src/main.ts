#!/usr/bin/env node
import { command } from './command.ts'

process.exitCode = await command(process.argv.slice(2), {
  environment: process.env,
  now: () => new Date(),
  say: (line) => void process.stderr.write(`${line}\n`),
  print: (line) => void process.stdout.write(`${line}\n`),
})
