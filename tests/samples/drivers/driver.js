for (const hex of process.argv.slice(2)) {
  const id = Buffer.from(hex, 'hex').toString('utf8');
  let line = 'refused';
  try {
    line = JSON.stringify(CALL);
  } catch (error) {
    // said by the line
  }
  console.log(line);
}
