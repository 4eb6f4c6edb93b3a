// Loaded into jobdeck with `--import`: makes it crash on SIGURG, as a bug of ours in a timer or a promise would.
const message = 'provoked by a test\nwith a second line'

process.on('SIGURG', () => {
  if (process.env.CRASH === 'rejection') void Promise.reject(new Error(message))
  else {
    setTimeout(() => {
      throw new Error(message)
    })
  }
})
