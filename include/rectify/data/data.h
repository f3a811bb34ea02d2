#pragma once
// Everything of the data room.
#include <rectify/data/batches.h>
#include <rectify/data/chunk.h>
#include <rectify/data/dataloader.h>
#include <rectify/data/datasets.h>
#include <rectify/data/example.h>
#include <rectify/data/pictures.h>
#include <rectify/data/readers.h>
#include <rectify/data/samplers.h>
#include <rectify/data/sounds.h>
#include <rectify/data/transforms.h>
