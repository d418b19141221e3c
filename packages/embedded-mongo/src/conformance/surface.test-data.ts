/**
 * Every operator, stage, expression, accumulator and command of MongoDB 7.0, by the names of its public manual, each as present or
 * refused; `own` are commands that MongoDB does not have. The README lists exactly these.
 */
export interface Surface {
  readonly present: readonly string[]
  readonly refused: readonly string[]
  readonly own?: readonly string[]
}

const names = (text: string): string[] => text.split(/\s+/).filter(Boolean)

export const SURFACES = {
  'Query operators': {
    present:
      names(`$eq $ne $gt $gte $lt $lte $in $nin $and $or $nor $not $exists $type $expr $jsonSchema $mod $regex $options
      $all $elemMatch $size $bitsAllClear $bitsAllSet $bitsAnyClear $bitsAnySet $sampleRate $alwaysTrue $alwaysFalse $comment $text`),
    refused: names('$where $geoIntersects $geoWithin $near $nearSphere'),
  },
  'Projection operators': { present: names('$ $elemMatch $meta $slice'), refused: [] },
  'Update operators': {
    present:
      names(`$set $unset $setOnInsert $inc $mul $min $max $rename $currentDate $bit $push $addToSet $pop $pull $pullAll
      $each $position $slice $sort $ $[] $[name]`),
    refused: [],
  },
  Stages: {
    present:
      names(`$addFields $bucket $bucketAuto $changeStream $collStats $count $currentOp $densify $documents $facet $fill $graphLookup
      $group $indexStats $limit $listLocalSessions $lookup $match $merge $out $project $redact $replaceRoot $replaceWith $sample
      $set $setWindowFields $skip $sort $sortByCount $unionWith $unset $unwind`),
    refused: names(`$changeStreamSplitLargeEvent $geoNear $listSampledQueries $listSearchIndexes $listSessions
      $planCacheStats $search $searchMeta $shardedDataDistribution $vectorSearch`),
  },
  Expressions: {
    present:
      names(`$abs $acos $acosh $add $allElementsTrue $and $anyElementTrue $arrayElemAt $arrayToObject $asin $asinh $atan
      $atan2 $atanh $avg $binarySize $bitAnd $bitNot $bitOr $bitXor $bsonSize $ceil $cmp $concat $concatArrays $cond $const
      $convert $cos $cosh $dateAdd $dateDiff $dateFromParts $dateFromString $dateSubtract $dateToParts $dateToString $dateTrunc
      $dayOfMonth $dayOfWeek $dayOfYear $degreesToRadians $divide $eq $exp $filter $first $firstN $floor $getField $gt $gte $hour
      $ifNull $in $indexOfArray $indexOfBytes $indexOfCP $isArray $isNumber $isoDayOfWeek $isoWeek $isoWeekYear $last $lastN $let
      $literal $ln $log $log10 $lt $lte $ltrim $map $max $maxN $median $mergeObjects $meta $millisecond $min $minN $minute $mod
      $month $multiply $ne $not $objectToArray $or $percentile $pow $radiansToDegrees $rand $range $reduce $regexFind
      $regexFindAll $regexMatch $replaceAll $replaceOne $reverseArray $round $rtrim $second $setDifference $setEquals $setField
      $setIntersection $setIsSubset $setUnion $sin $sinh $size $slice $sortArray $split $sqrt $stdDevPop $stdDevSamp $strLenBytes
      $strLenCP $strcasecmp $substr $substrBytes $substrCP $subtract $sum $switch $tan $tanh $toBool $toDate $toDecimal $toDouble
      $toInt $toLong $toLower $toObjectId $toString $toUpper $trim $trunc $tsIncrement $tsSecond $type $unsetField $week $year
      $zip`),
    refused: names('$function $toHashedIndexKey'),
  },
  Accumulators: {
    present:
      names(`$addToSet $avg $bottom $bottomN $count $first $firstN $last $lastN $max $maxN $median $mergeObjects $min $minN
      $percentile $push $stdDevPop $stdDevSamp $sum $top $topN`),
    refused: names('$accumulator'),
  },
  'Window functions': {
    present:
      names(`$covariancePop $covarianceSamp $denseRank $derivative $documentNumber $expMovingAvg $integral $linearFill $locf
      $rank $shift`),
    refused: [],
  },
  Commands: {
    present:
      names(`abortTransaction aggregate buildInfo collMod collStats commitTransaction connectionStatus count create
      createIndexes createUser currentOp dbStats delete distinct drop dropDatabase dropIndexes dropUser endSessions explain find
      findAndModify getMore getParameter hello hostInfo insert isMaster killAllSessions killCursors killOp killSessions
      listCollections listDatabases listIndexes logout ping profile refreshSessions renameCollection saslContinue saslStart
      serverStatus setParameter startSession update updateUser usersInfo validate whatsmyuri`),
    refused:
      names(`_isSelf abortReshardCollection addShard addShardToZone analyzeShardKey appendOplogNote applyOps authenticate
      balancerCollectionStatus balancerStart balancerStatus balancerStop bulkWrite cleanupOrphaned cleanupReshardCollection
      clearJumboFlag cloneCollectionAsCapped commitReshardCollection compact compactStructuredEncryptionData
      configureCollectionBalancing configureQueryAnalyzer connPoolStats convertToCapped createRole createSearchIndexes dataSize
      dbHash driverOIDTest dropAllRolesFromDatabase dropAllUsersFromDatabase dropConnections dropRole dropSearchIndex
      enableSharding features filemd5 flushRouterConfig fsync fsyncUnlock getAuditConfig getClusterParameter getCmdLineOpts
      getDefaultRWConcern getLog getShardMap getShardVersion grantPrivilegesToRole grantRolesToRole grantRolesToUser
      invalidateUserCache isdbgrid listCommands listShards lockInfo logApplicationMessage logRotate mapReduce mergeChunks
      mergeAllChunksOnShard moveChunk movePrimary moveRange netstat planCacheClear planCacheClearFilters planCacheListFilters
      planCacheSetFilter reIndex refineCollectionShardKey removeShard removeShardFromZone replSetAbortPrimaryCatchUp replSetFreeze
      replSetGetConfig replSetGetStatus replSetInitiate replSetMaintenance replSetReconfig replSetResizeOplog replSetStepDown
      replSetSyncFrom reshardCollection revokePrivilegesFromRole revokeRolesFromRole revokeRolesFromUser rolesInfo
      rotateCertificates setAllowMigrations setAuditConfig setClusterParameter setDefaultRWConcern
      setFeatureCompatibilityVersion setIndexCommitQuorum setShardVersion setUserWriteBlockMode shardCollection
      shardConnPoolStats shardingState shutdown split splitVector top unsetSharding updateRole updateSearchIndex
      updateZoneKeyRange validateDBMetadata`),
    own: names('backup'),
  },
} as const satisfies Readonly<Record<string, Surface>>

export type SurfaceName = keyof typeof SURFACES
