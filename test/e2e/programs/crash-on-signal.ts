// Loaded into jobdeck with `--import`: makes it crash on SIGUSR2, as a bug of ours in a timer or a promise would.
const message = 'provoked by a test\nwith a second line'

process.on('SIGUSR2', () => {
  if (process.env.CRASH === 'rejection') void Promise.reject(new Error(message))
  else {
    setTimeout(() => {
      throw new Error(message)
    })
  }
})
