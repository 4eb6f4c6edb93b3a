// Preloaded with `--import`: appends the URL of every module that a program loads to the file that LOADED_FILE names.
import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

registerHooks({
  load(url, context, nextLoad) {
    appendFileSync(process.env.LOADED_FILE ?? '', `${url}\n`)
    return nextLoad(url, context)
  },
})
